/// What expressions are about whose functions planning offers.
public enum FunctionUser: Sendable {
    /// An alert on a metric.
    case alert(MetricDeclaration)
    /// A score of some metrics, each under the name that it has in the score.
    case score([(name: String, metric: MetricDeclaration)])
    /// An alert on such a score.
    case scoreAlert([(name: String, metric: MetricDeclaration)])
}

import Dataflow
public import Expressions
public import PipelineSpec

extension AlertFunctions {
    /// Those for whatever asks: alerts on a metric, scores, and alerts on a score.
    public static func declarations(for user: FunctionUser) -> [FunctionDeclaration] {
        switch user {
        case .alert(let metric): declarations(for: metric)
        case .score(let parts): scoreDeclarations(parts)
        case .scoreAlert(let parts): [percent] + scoreDeclarations(parts)
        }
    }

    /// What scores may call, as a table in Markdown: the documentation has it word by word.
    public static var scoreMarkdown: String {
        var names: Set<String> = []
        let rows = (ScoreFunctions.declarations + posterior(of: "part", Prior(mean: 0.5, weight: 1)))
            .filter { names.insert($0.name).inserted }
            .map { "| `\(signature($0))` | \($0.summary) |" }
        return (["| function | what it does |", "| --- | --- |"] + rows).joined(separator: "\n")
    }

    private static func scoreDeclarations(_ parts: [(name: String, metric: MetricDeclaration)])
        -> [FunctionDeclaration]
    {
        ScoreFunctions.declarations
            + parts.flatMap { name, metric -> [FunctionDeclaration] in
                guard metric.value.isShare, let prior = metric.prior else { return [] }
                return posterior(of: name, prior)
            }
    }

    /// What is known of the true rate behind a part that is a share with a prior.
    private static func posterior(of part: String, _ prior: Prior) -> [FunctionDeclaration] {
        var quantile = ScoreFunctions.betaQuantile(priorMean: prior.mean, weight: prior.weight) {
            $0.quantile($1)
        }
        quantile.name = "\(part).quantile"
        quantile.summary = "what the true rate of a part is below with a probability, given its prior"
        quantile.parameters = [.double]
        var probability = probabilityAbove(prior)
        probability.name = "\(part).probability_above"
        probability.summary = "the probability that the true rate of a part is above a limit, given its prior"
        return [quantile, probability].map { function in
            var function = function
            function.implicit = ["\(part).of", "\(part).among"]
            return function
        }
    }

    private static func signature(_ function: FunctionDeclaration) -> String {
        let parameters = function.parameters.map(\.description).joined(separator: ", ")
        let isOpen = ScoreFunctions.declarations.count { $0.name == function.name } > 1
        return "\(function.name)(\(parameters)\(isOpen ? ", …" : "")) → \(function.result)"
    }
}

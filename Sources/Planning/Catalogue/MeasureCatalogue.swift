import Expressions
public import PipelineSpec

/// What pipelines measure and which alerts look at it: for those who read the numbers.
public struct MeasureCatalogue: Sendable {
    /// A metric or a score.
    public struct Measure: Sendable, Hashable {
        /// What the pipeline calls it.
        public var name: String
        /// What people are told of it.
        public var notes: MeasureNotes
        /// The names that make up its key.
        public var by: [String]
        /// The windows of a metric, or how often a score is told, in words.
        public var window: String
        /// The alerts on it.
        public var alerts: [Alert]
        /// Whether it is a score, made of metrics.
        public var isScore: Bool
    }

    /// A rule over the results of a measure.
    public struct Alert: Sendable, Hashable {
        /// What the pipeline calls it.
        public var name: String
        /// Its class, as files write it.
        public var kind: String
        /// How urgent it is, as files write it.
        public var severity: String
        /// When it fires: its condition, or its detector with its settings.
        public var condition: String
        /// Where it is written what to do.
        public var runbook: String?
    }

    /// The measures of one pipeline: metrics, then scores, in the order of the file.
    public struct Chapter: Sendable, Hashable {
        /// The pipeline's name.
        public var pipeline: String
        /// What it measures.
        public var measures: [Measure]
    }

    /// One for each pipeline.
    public let chapters: [Chapter]

    /// The catalogue of some pipelines, in their order.
    public init(_ pipelines: [PipelineDeclaration]) {
        chapters = pipelines.map { pipeline in
            let metrics = pipeline.metrics.map { metric in
                Measure(
                    name: metric.name, notes: metric.notes, by: metric.by,
                    window: WindowFigures(metric.window).text,
                    alerts: Self.alerts(on: metric.name, of: pipeline), isScore: false)
            }
            let scores = pipeline.scores.map { score in
                Measure(
                    name: score.name, notes: score.notes, by: score.by,
                    window: "every \(PlanWords.duration(score.everyMilliseconds))",
                    alerts: Self.alerts(on: score.name, of: pipeline), isScore: true)
            }
            return Chapter(pipeline: pipeline.name, measures: metrics + scores)
        }
    }

    private static func alerts(on name: String, of pipeline: PipelineDeclaration) -> [Alert] {
        pipeline.alerts.filter { $0.metric == name }.map { alert in
            Alert(
                name: alert.name, kind: alert.kind.rawValue, severity: alert.severity.rawValue,
                condition: alert.when?.text ?? alert.detector?.text ?? "", runbook: alert.runbook)
        }
    }
}

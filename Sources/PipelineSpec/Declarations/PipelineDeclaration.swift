/// A checked pipeline: every name in it exists, every expression has the right type.
public struct PipelineDeclaration: Sendable {
    /// Unique among the pipelines of a folder; part of topics' and state's names.
    public var name: String
    /// At least 1.
    public var version: Int
    /// In the order of the file, as everything below.
    public var sources: [SourceDeclaration]
    /// How event time goes on.
    public var time: TimeSettings
    /// The promises it keeps a ledger of.
    public var promises: [PromiseDeclaration]
    /// The visits it makes of events.
    public var visits: [VisitDeclaration]
    /// What it measures.
    public var metrics: [MetricDeclaration]
    /// What it makes of several metrics.
    public var scores: [ScoreDeclaration] = []
    /// When it speaks up.
    public var alerts: [AlertDeclaration]
    /// The text that took effect: the file's own, or ``effectiveText`` where something is included, laid over it or
    /// given for a variable.
    public var text: String
    /// Where its name stands.
    public var location: SourceLocation
    /// What it was read from.
    var origin: PipelineOrigin

    /// A source by its name. O(sources).
    public func source(named name: String) -> SourceDeclaration? { sources.first { $0.name == name } }

    /// A promise by its name. O(promises).
    public func promise(named name: String) -> PromiseDeclaration? { promises.first { $0.name == name } }

    /// A metric by its name. O(metrics).
    public func metric(named name: String) -> MetricDeclaration? { metrics.first { $0.name == name } }
}

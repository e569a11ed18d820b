/// What a file says with all that it includes, what is laid over it, and the values of its variables.
struct SpecTree: Sendable {
    var root: YAMLNode
    /// Whether that is what is written in the file itself.
    var isAsWritten: Bool
}

/// What a pipeline was read from.
struct PipelineOrigin: Sendable {
    var source: SourceText
    var root: YAMLNode
}

extension PipelineDeclaration {
    /// The pipeline as it took effect, with what was included, laid over it and given for variables: YAML without
    /// comments, in which every value stands where it counts.
    ///
    /// - Complexity: O(file with all that it includes).
    public var effectiveText: String { EffectiveText(origin.root).text }

    /// The line a place in one of the pipeline's files is in, without its end; empty for other places.
    ///
    /// - Complexity: O(file).
    public func line(at location: SourceLocation) -> String { origin.source.line(at: location) }
}

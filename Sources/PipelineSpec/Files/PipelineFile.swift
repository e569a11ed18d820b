public import Expressions

/// Reads pipeline files and the schemas they name.
public enum PipelineFile {
    /// What scores, and alerts and templates on a metric or a score, may call.
    public typealias AlertFunctions = (FunctionUser) -> [FunctionDeclaration]

    /// Reads and checks one pipeline.
    ///
    /// - Parameters:
    ///   - path: the pipeline's file; paths in it are relative to its folder.
    ///   - settings: the environment and the values of variables.
    ///   - alertFunctions: what scores, and alerts and templates on a metric or a score, may call.
    ///     `probability_above` is offered to alerts only where the metric is a share with a prior.
    ///   - read: gives a file's text for its path; what it throws becomes a part of a message.
    /// - Returns: the pipeline.
    /// - Throws: everything that is wrong, in this file and then in the schemas.
    public static func load(
        _ path: String, settings: SpecSettings = SpecSettings(), alertFunctions: @escaping AlertFunctions,
        read: @escaping (String) throws -> String
    ) throws(SpecProblems) -> PipelineDeclaration {
        let files = SpecFiles(read: read) { _ in nil }
        let pipelines = try loadAll([path], settings: settings, alertFunctions: alertFunctions, files: files)
        guard let pipeline = pipelines.first else { throw SpecProblems(problems: []) }
        return pipeline
    }
}

extension SpecProblem {
    /// A file that cannot be read at all.
    static func unreadable(_ path: String, _ reason: any Error) -> SpecProblem {
        SpecProblem(
            location: SourceLocation(file: path, line: 1, column: 1),
            message: "cannot read the file: \(reason)")
    }
}

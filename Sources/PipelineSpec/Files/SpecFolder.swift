/// The pipelines of one folder while they are read, with what they share: schemas, the environment and the values of
/// variables.
final class SpecFolder {
    let path: String
    /// The schemas that the pipelines name.
    private(set) lazy var library = SchemaLibrary(read: files.read) { [unowned self] in tree(of: $0)?.root }
    private let files: SpecFiles
    private let environment: EnvironmentFile?
    private let values: [String: String]
    private var used: Set<String> = []
    /// What is wrong with the environment as a whole.
    private let missing: [SpecProblem]

    init(_ path: String, settings: SpecSettings, files: SpecFiles) {
        self.path = path
        self.files = files
        var values: [String: String] = [:]
        var environment: EnvironmentFile?
        var missing: [SpecProblem] = []
        if let name = settings.environment {
            let path = FilePath.resolve("environments/\(name).yaml", in: path)
            do {
                guard NameRule.declared.objection(to: name) == nil else {
                    throw SpecFileFailure(
                        description:
                            "its name must be lower case letters, digits, '_' and '-', a letter first")
                }
                let source = try SourceText(file: path, text: files.read(path))
                let file = EnvironmentFile(source, given: settings.variables, read: files.read)
                values = file.variables.mapValues(\.text)
                environment = file
            } catch { missing = [.missing(environment: name, at: path, error, files: files)] }
        }
        self.environment = environment
        self.missing = missing
        self.values = values.merging(settings.variables) { $1 }
    }

    /// A file's tree with all that it includes, what the environment lays over it, and the values of variables.
    ///
    /// - Parameters:
    ///   - log: holds the file's text, and takes that of what it includes.
    ///   - overlaid: gives the name of the pipeline that a tree is; without, nothing is laid over it.
    /// - Returns: `nil` when it cannot be used at all.
    func tree(of log: ProblemLog, overlaid: ((YAMLNode) -> String?)? = nil) -> SpecTree? {
        let variables = DocumentVariables(given: values, log: log)
        let includes = IncludedFiles(log: log, variables: variables, read: files.read)
        let document = YAMLDocument.read(part: 0, log: log, includes: includes)
        used.formUnion(variables.used)
        guard var root = document?.node else { return nil }
        if let environment, let name = overlaid?(root),
            let overlay = environment.overlays.first(where: { $0.key.name == name })?.value
        {
            let shift = log.append(environment.log.source)
            if case .mapping(let upper) = overlay.moved(by: shift).content,
                case .mapping(let lower) = root.content
            {
                root.content = .mapping(YAMLLayers.laid(upper, over: lower))
            }
        }
        var resolution = VariableValues(variables, log: log)
        let resolved = resolution.resolved(root)
        return SpecTree(
            root: resolved, isAsWritten: log.source.parts.count == 1 && resolution.count == 0)
    }

    /// Whether a variable is used by any file.
    func uses(_ name: String) -> Bool { used.contains(name) || environment?.used.contains(name) == true }

    /// The names of all variables that files use.
    var variables: Set<String> { used.union(environment?.used ?? []) }

    /// What is wrong with the environment and the schemas, once all pipelines are read.
    ///
    /// - Parameter readings: the pipelines of this folder.
    /// - Returns: all of it, file by file.
    func problems(reading readings: [PipelineReading]) -> [SpecProblem] {
        if let environment { check(environment, readings) }
        return missing + (environment?.log.problems ?? []) + library.problems
    }

    private func check(_ environment: EnvironmentFile, _ readings: [PipelineReading]) {
        let others = otherPipelines(than: Set(readings.map { FilePath.normalized($0.log.source.file) }))
        let known = (readings.map(\.log.source) + others).compactMap(\.pipelineName).sorted()
        for overlay in environment.overlays where !known.contains(overlay.key.name) {
            environment.log.report(
                "unknown pipeline '\(overlay.key.name.shortened)'", at: overlay.key.place,
                expected: listed(known), suggestion: nearest(to: overlay.key.name, among: known))
        }
        // A pipeline that is not read now may be the one that uses a variable.
        guard others.isEmpty else { return }
        for (name, value) in environment.variables where !uses(name) {
            environment.log.report(
                "no pipeline uses the variable '\(name)'", at: value.key.place,
                expected: listed(variables.sorted()), suggestion: nearest(to: name, among: Array(variables)))
        }
    }

    private func otherPipelines(than known: Set<String>) -> [SourceText] {
        let texts = try? PipelineFile.pipelines(of: path.isEmpty ? "." : path, files: files)
        return (texts ?? []).filter { !known.contains(FilePath.normalized($0.file)) }
    }
}

extension SpecProblem {
    fileprivate static func missing(
        environment name: String, at path: String, _ reason: any Error, files: SpecFiles
    ) -> SpecProblem {
        let names = (try? files.names(FilePath.folder(of: path))) ?? []
        let others = names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        return SpecProblem(
            location: SourceLocation(file: path, line: 1, column: 1),
            message: "cannot read the environment '\(name.shortened)': \(reason)",
            expected: others.isEmpty ? "the file in the folder of the pipelines" : listed(others),
            suggestion: nearest(to: name, among: others))
    }
}

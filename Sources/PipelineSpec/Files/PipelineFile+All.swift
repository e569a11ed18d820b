extension PipelineFile {
    /// Reads and checks the pipelines of files and folders.
    ///
    /// Of a folder the `*.yaml` files directly in it that have a `pipeline:` key are read, in the order of their
    /// names; its `events` and `tests` are no pipelines. A file that is named twice is read once.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - settings: the environment and the values of variables; an environment's file is looked for in the folder of
    ///     each pipeline.
    ///   - alertFunctions: as for ``load(_:settings:alertFunctions:read:)``.
    ///   - files: where to read from.
    /// - Returns: the pipelines, in the order of the paths.
    /// - Throws: everything that is wrong with all of them: pipeline by pipeline, then the schemas. Two pipelines of
    ///   one name are a problem of the second.
    public static func loadAll(
        _ paths: [String], settings: SpecSettings = SpecSettings(), alertFunctions: @escaping AlertFunctions,
        files: SpecFiles = .disk
    ) throws(SpecProblems) -> [PipelineDeclaration] {
        var problems: [SpecProblem] = []
        var folders: [SpecFolder] = []
        var readings: [PipelineReading] = []
        for text in texts(at: paths, files: files, problems: &problems) {
            let path = FilePath.folder(of: text.file)
            let known = folders.first { $0.path == path }
            let folder = known ?? SpecFolder(path, settings: settings, files: files)
            if known == nil { folders.append(folder) }
            readings.append(PipelineReading(text, folder: folder, alertFunctions: alertFunctions))
        }
        reportSharedNames(readings)
        problems += readings.flatMap(\.log.problems)
        for folder in folders {
            problems += folder.problems(reading: readings.filter { folder.path == $0.folder })
        }
        if !folders.isEmpty { problems += unused(settings.variables, in: folders) }
        problems = problems.withoutRepetitions
        guard problems.isEmpty else { throw SpecProblems(problems: problems) }
        return readings.compactMap(\.declaration)
    }

    private static func unused(_ variables: [String: String], in folders: [SpecFolder]) -> [SpecProblem] {
        let names = folders.reduce(into: Set<String>()) { $0.formUnion($1.variables) }
        return variables.sorted { $0.key < $1.key }.filter { !names.contains($0.key) }.map { name, value in
            SpecProblem(
                location: SourceLocation(file: "settings", line: 1, column: 1), length: name.count,
                message: "no pipeline uses the variable '\(name.shortened)'",
                expected: names.isEmpty ? "no variable, as there is none" : listed(names.sorted()),
                suggestion: nearest(to: name, among: names.sorted()),
                sourceLine: "\(name.shortened)=\(value.shortened)")
        }
    }

    private static func texts(
        at paths: [String], files: SpecFiles, problems: inout [SpecProblem]
    ) -> [SourceText] {
        var texts: [SourceText] = []
        var seen: Set<String> = []
        for path in paths {
            do {
                let found = try files.names(path).map { try pipelines(of: path, names: $0, files: files) }
                if let found, found.isEmpty {
                    throw SpecFileFailure(description: "no pipeline is in this folder")
                }
                for text in try found ?? [SourceText(file: path, text: files.read(path))]
                where seen.insert(text.file).inserted { texts.append(text) }
            } catch { problems.append(.unreadable(path, error)) }
        }
        return texts
    }

    /// The texts of the pipelines in a folder; none when the path is no folder.
    static func pipelines(of folder: String, files: SpecFiles) throws -> [SourceText] {
        try files.names(folder).map { try pipelines(of: folder, names: $0, files: files) } ?? []
    }

    private static func pipelines(of folder: String, names: [String], files: SpecFiles) throws -> [SourceText]
    {
        try names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
            .map { FilePath.resolve($0, in: folder) }
            .filter { try files.names($0) == nil }
            .map { try SourceText(file: $0, text: files.read($0)) }
            .filter(\.hasPipelineKey)
    }

    private static func reportSharedNames(_ readings: [PipelineReading]) {
        var first: [String: SourceLocation] = [:]
        for reading in readings {
            guard let name = reading.name else { continue }
            let location = reading.log.source.location(of: name.place.lowerBound)
            guard let other = first[name.text] else {
                first[name.text] = location
                continue
            }
            reading.log.report(
                "the pipeline '\(name.text)' is already declared at \(other)", at: name.place,
                expected: "another name")
        }
    }
}

extension SourceText {
    /// Whether a line begins with the key; the file may be broken further down.
    var hasPipelineKey: Bool { pipelineName != nil }

    /// What stands behind the key, as far as that can be seen without reading the file as YAML.
    var pipelineName: String? {
        for line in text.split(whereSeparator: \.isNewline) {
            for key in ["pipeline", "\"pipeline\"", "'pipeline'"] where line.hasPrefix(key) {
                let rest = line.dropFirst(key.count).drop { $0 == " " }
                guard rest.first == ":" else { continue }
                let value = rest.dropFirst().drop { $0 == " " || $0 == "\"" || $0 == "'" }
                return String(value.prefix { $0 != " " && $0 != "\"" && $0 != "'" && $0 != "#" })
            }
        }
        return nil
    }
}

extension [SpecProblem] {
    /// Files that several pipelines include say the same for each of them.
    fileprivate var withoutRepetitions: [SpecProblem] {
        var seen: Set<SpecProblem> = []
        return filter { problem in
            var problem = problem
            problem.includedFrom = nil
            return seen.insert(problem).inserted
        }
    }
}

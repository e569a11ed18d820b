extension PipelineFile {
    /// Reads and checks the pipelines of files and folders.
    ///
    /// Of a folder the `*.yaml` files directly in it that have a `pipeline:` key are read, in the order of their
    /// names; its `events` and `tests` are no pipelines. A file that is named twice is read once.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - alertFunctions: as for ``load(_:alertFunctions:read:)``.
    ///   - files: where to read from.
    /// - Returns: the pipelines, in the order of the paths.
    /// - Throws: everything that is wrong with all of them: pipeline by pipeline, then the schemas. Two pipelines of
    ///   one name are a problem of the second.
    public static func loadAll(
        _ paths: [String], alertFunctions: @escaping AlertFunctions, files: SpecFiles = .disk
    ) throws(SpecProblems) -> [PipelineDeclaration] {
        var problems: [SpecProblem] = []
        let library = SchemaLibrary(read: files.read)
        var readings: [PipelineReading] = []
        for text in texts(at: paths, files: files, problems: &problems) {
            readings.append(PipelineReading(text, library: library, alertFunctions: alertFunctions))
        }
        reportSharedNames(readings)
        problems += readings.flatMap(\.log.problems) + library.problems
        guard problems.isEmpty else { throw SpecProblems(problems: problems) }
        return readings.compactMap(\.declaration)
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
    fileprivate var hasPipelineKey: Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            ["pipeline", "\"pipeline\"", "'pipeline'"].contains { key in
                line.hasPrefix(key) && line.dropFirst(key.count).drop { $0 == " " }.first == ":"
            }
        }
    }
}

import Expressions

/// One pipeline file, read and checked as far as possible.
struct PipelineReading {
    private static let keys: [SectionKey] = [
        .required("pipeline", "the pipeline's name"),
        .required("version", "a whole number from 1 on"),
        .required("sources", "the topics it reads, by name"),
        .optional("time", "out_of_orderness, idle_after, max_future_skew, allowed_lateness"),
        .optional("promises", "promises by name"),
        .optional("visits", "visits by name"),
        .optional("metrics", "metrics by name"),
        .optional(
            "scores", "scores by name, each made of metrics of one key",
            .named(.section(ScoreSection.keys))),
        .optional("alerts", "alerts by name"),
    ]

    let log: ProblemLog
    /// The pipeline; not sound when ``log`` has problems.
    private(set) var declaration: PipelineDeclaration?
    /// Its name and the place of it.
    private(set) var name: (text: String, place: Range<Int>)?

    init(
        _ source: SourceText, library: SchemaLibrary,
        alertFunctions: @escaping PipelineFile.AlertFunctions
    ) {
        log = ProblemLog(source)
        guard let root = YAMLDocument.read(source, log: log).map(Self.withoutExtensions),
            let section = Section(
                root, title: "the pipeline", place: log.place(of: root), keys: Self.keys, log: log)
        else { return }
        if let name = section.name("pipeline", .pipeline), let entry = section.entry("pipeline") {
            self.name = (name, log.place(of: entry.value))
        }
        let time = TimeSection.read(in: section)
        let version = section.integer("version", atLeast: 1)
        let sources = Self.sources(of: section, library: library)
        let promises = section.declarations("promises") {
            PromiseSection(sources: sources, log: section.log).read($0)
        }
        let visits = section.declarations("visits") {
            VisitSection(sources: sources, promises: promises, log: section.log).read($0)
        }
        let metrics = section.declarations("metrics") {
            MetricSection(sources: sources, promises: promises, visits: visits, log: section.log).read($0)
        }
        let scoreNames = section.entry("scores").map { Self.names(in: $0.value) } ?? []
        let scores = section.declarations("scores") {
            ScoreSection(metrics: metrics, names: scoreNames, functions: alertFunctions, log: section.log)
                .read($0)
        }
        let alerts = section.declarations("alerts") {
            AlertSection(metrics: metrics, scores: scores, functions: alertFunctions, log: section.log)
                .read($0)
        }
        guard let name, let version else { return }
        declaration = PipelineDeclaration(
            name: name.text, version: version, sources: sources.values, time: time, promises: promises.values,
            visits: visits.values,
            metrics: metrics.values.map(\.metric), scores: scores.values.map(\.score),
            alerts: alerts.values, text: source.text,
            location: source.location(of: name.place.lowerBound))
    }

    private static func sources(of section: Section, library: SchemaLibrary) -> Declared<SourceDeclaration> {
        let folder = FilePath.folder(of: section.log.source.file)
        var readers: [String: String] = [:]
        let sources = section.declarations("sources") { entry in
            let source = SourceSection(folder: folder, library: library, log: section.log).read(entry)
            if let source, !source.topic.isEmpty,
                let first = readers.updateValue(source.name, forKey: source.topic)
            {
                section.log.report(
                    "topic '\(source.topic)' is already read by source '\(first)'", at: entry.key.place,
                    expected: "one source for each topic")
            }
            return source
        }
        if let entry = section.entry("sources"), case .mapping(let entries) = entry.value.content,
            entries.isEmpty
        {
            section.log.report(
                "the pipeline has no source", at: entry.key.place, expected: section.expected("sources"))
        }
        return sources
    }

    private static func names(in node: YAMLNode) -> [String] {
        guard case .mapping(let entries) = node.content else { return [] }
        return entries.map(\.key.name)
    }

    /// Without keys that begin with `x-`: a place for anchors that several parts share.
    private static func withoutExtensions(_ root: YAMLNode) -> YAMLNode {
        guard case .mapping(let entries) = root.content else { return root }
        var root = root
        root.content = .mapping(entries.filter { !$0.key.name.hasPrefix("x-") })
        return root
    }
}

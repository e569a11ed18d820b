import Expressions

/// One pipeline file, read and checked as far as possible.
struct PipelineReading {
    /// All that a pipeline's file may hold, and with it the whole language.
    static let keys: [SectionKey] = [
        .required(
            "pipeline", "the pipeline's name", .newName(.pipeline),
            "The pipeline's name, which is part of what it publishes and of its saved state."),
        .required(
            "version", "a whole number from 1 on", .integer(1...Int.max),
            "Raised when results should start afresh; it is part of every result and of alert ids."),
        .required(
            "sources", "the topics it reads, by name", .named(.section(SourceSection.keys)),
            "The topics that it reads, by the names that the rest of the file uses."),
        .optional(
            "time", "out_of_orderness, idle_after, max_future_skew, allowed_lateness",
            .section(TimeSection.keys), "How event time goes on, and what counts as late."),
        .optional(
            "promises", "promises by name", .named(PromiseSection.shape),
            "What is made by one event, due at a time, and kept or broken."),
        .optional(
            "visits", "visits by name", .named(.section(VisitSection.keys)),
            "Stretches of events of one visitor, with what happened in them."),
        .optional(
            "metrics", "metrics by name", .named(MetricSection.shape),
            "What is computed of promises, visits or events, by key and window."),
        .optional(
            "scores", "scores by name, each made of metrics of one key",
            .named(.section(ScoreSection.keys)),
            "What is made of several metrics of one key."),
        .optional(
            "alerts", "alerts by name", .named(AlertSection.shape),
            "When a metric or a score of one key is worth telling people."),
    ]

    let log: ProblemLog
    /// The path of the folder it is in.
    let folder: String
    /// The pipeline; not sound when ``log`` has problems.
    private(set) var declaration: PipelineDeclaration?
    /// Its name and the place of it.
    private(set) var name: (text: String, place: Range<Int>)?

    init(
        _ source: SourceText, folder: SpecFolder,
        alertFunctions: @escaping PipelineFile.AlertFunctions
    ) {
        log = ProblemLog(source)
        self.folder = folder.path
        let tree = folder.tree(of: log) { [log] in Self.name(of: $0, log: log) }
        guard let tree, case let root = tree.root.withoutExtensions,
            let section = Section(
                root, title: "the pipeline", place: log.place(of: root), keys: Self.keys, log: log)
        else { return }
        if let name = section.name("pipeline", .pipeline), let entry = section.entry("pipeline") {
            self.name = (name, log.place(of: entry.value))
        }
        let time = TimeSection.read(in: section)
        let version = section.integer("version", atLeast: 1)
        let sources = Self.sources(of: section, library: folder.library)
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
        AlertGates(alerts: alerts, metrics: metrics, scores: scores, log: section.log).check()
        guard let name, let version else { return }
        declaration = PipelineDeclaration(
            name: name.text, version: version, sources: sources.values, time: time, promises: promises.values,
            visits: visits.values,
            metrics: metrics.values.map(\.metric), scores: scores.values.map(\.score),
            alerts: alerts.values,
            text: tree.isAsWritten ? source.text : EffectiveText(root).text,
            location: log.source.location(of: name.place.lowerBound),
            origin: PipelineOrigin(source: log.source, root: root))
    }

    private static func sources(of section: Section, library: SchemaLibrary) -> Declared<SourceDeclaration> {
        var readers: [String: String] = [:]
        let sources = section.declarations("sources") { entry in
            let source = SourceSection(library: library, log: section.log).read(entry)
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

    /// What a tree is called before anything is laid over it.
    private static func name(of root: YAMLNode, log: ProblemLog) -> String? {
        guard case .mapping(let entries) = root.content,
            case .scalar(let scalar) = entries.first(where: { $0.key.name == "pipeline" })?.value.content
        else { return nil }
        return scalar.text
    }
}

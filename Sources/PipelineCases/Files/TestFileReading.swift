import PipelineSpec
import Planning

/// Reads a file of cases.
struct TestFileReading {
    private static let keys: [SpecSection.Key] = [
        .required("pipelines", "the pipeline files that the cases run, relative to this file"),
        .optional("environment", "the environment that is laid over the pipelines, by its name"),
        .optional("variables", "values of the pipelines' variables, by their names"),
        .optional("start", "the time that 0m means, such as 2024-01-01T00:00:00Z"),
        .optional("defaults", "fields that every event of a source has unless it says otherwise"),
        .required("cases", "a list of cases"),
    ]

    private(set) var cases: [TestCase] = []

    /// - Throws: what is wrong with the pipelines; what is wrong with the file itself goes to the document.
    init(
        _ document: SpecDocument, path: String, settings: SpecSettings, files: SpecFiles
    ) throws(SpecProblems) {
        guard let root = document.root,
            let section = SpecSection(root, title: "the test file", keys: Self.keys)
        else { return }
        let paths = section.texts("pipelines").map { SpecPath.resolve($0.text, from: path) }
        guard !paths.isEmpty else { return }
        let catalogue = try CaseCatalogue(
            Self.pipelines(paths, settings: Self.settings(in: section, under: settings), files: files))
        let start = section["start"].flatMap(CaseTime.start) ?? CaseTime.standardStart
        let defaults = Self.defaults(section["defaults"], catalogue)
        guard let list = section["cases"]?.value.items("'cases'", expected: "a list of cases") else { return }
        if list.isEmpty { section["cases"]?.key.report("there are no cases", expected: "a list of cases") }
        var names: Set<String> = []
        for item in list {
            let reading = CaseReading(catalogue: catalogue, start: start, defaults: defaults)
            guard let (test, name) = reading.read(item) else { continue }
            if !names.insert(test.name).inserted {
                name.report("a case with this name stands further up", expected: "another name")
            }
            cases.append(test)
        }
    }

    private static func pipelines(
        _ paths: [String], settings: SpecSettings, files: SpecFiles
    ) throws(SpecProblems) -> [(PipelineDeclaration, PipelinePlan)] {
        let declarations = try PipelineFile.loadAll(
            paths, settings: settings, alertFunctions: { AlertFunctions.declarations(for: $0) }, files: files)
        var planned: [(PipelineDeclaration, PipelinePlan)] = []
        for declaration in declarations { planned.append((declaration, try PipelinePlan(declaration))) }
        return planned
    }

    /// What the file says, and over it what was said elsewhere.
    private static func settings(in section: SpecSection, under settings: SpecSettings) -> SpecSettings {
        var all = SpecSettings(environment: settings.environment ?? section.text("environment"))
        for entry in section["variables"]?.value.entries("'variables'", expected: "a mapping") ?? [] {
            if !SpecSettings.isVariable(entry.name) {
                entry.key.report("'\(entry.name)' is no name of a variable", expected: "lower case letters")
            }
            all.variables[entry.name] = entry.value.text("a variable", expected: "its value")
        }
        all.variables.merge(settings.variables) { $1 }
        return all
    }

    private static func defaults(
        _ entry: SpecEntry?, _ catalogue: CaseCatalogue
    ) -> [String: [SpecEntry]] {
        guard
            let entries = entry?.value.entries(
                "'defaults'", expected: "a mapping from sources to fields")
        else { return [:] }
        var defaults: [String: [SpecEntry]] = [:]
        for entry in entries {
            guard let source = catalogue.source(entry.name, at: entry.key),
                let fields = entry.value.entries(
                    "'defaults' of '\(entry.name)'", expected: "a mapping from fields to values")
            else { continue }
            for field in fields { _ = source.field(field.name, at: field.key) }
            defaults[source.label] = fields
        }
        return defaults
    }
}

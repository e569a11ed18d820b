public import PipelineSpec
import Planning

/// A file of cases: what goes into some pipelines, and what must come out of them.
public struct TestFile: Sendable {
    /// Its path, as it was given.
    public var path: String
    /// Its cases, in the order of the file.
    public var cases: [TestCase]

    /// Reads and checks a file and the pipelines it names.
    ///
    /// - Parameters:
    ///   - path: the file; paths in it are relative to its folder.
    ///   - settings: the environment and the variables of the pipelines; they count more than those of the file.
    ///   - files: where to read from.
    /// - Returns: its cases, checked.
    /// - Throws: everything that is wrong with the pipelines, or else with the file.
    public static func load(
        _ path: String, settings: SpecSettings = SpecSettings(), files: SpecFiles = .disk
    ) throws(SpecProblems) -> TestFile {
        let text: String
        do { text = try files.read(path) } catch { throw .unreadable(path, error) }
        let document = SpecDocument(file: path, text: text)
        let reading = try TestFileReading(document, path: path, settings: settings, files: files)
        guard document.problems.isEmpty else { throw SpecProblems(problems: document.problems) }
        return TestFile(path: path, cases: reading.cases)
    }
}

/// One case of a test file: events in; metrics, alerts, late events and dead letters out.
public struct TestCase: Sendable {
    /// What it shows, in words; unique in its file.
    public var name: String
    /// Where it stands.
    public var location: SourceLocation
    /// How many partitions each topic has; nothing changes with them.
    public var partitions: Int

    /// In milliseconds since the epoch: what `0m` means.
    var start: Int64
    /// Since when the topics hold all there was; `nil` for longer than any window.
    var inputSince: Int64?
    /// Everything before this event time is settled in the end.
    var end: Int64
    /// In the order in which they arrive.
    var events: [CaseEvent]
    var expected: Expectations
    var catalogue: CaseCatalogue
}

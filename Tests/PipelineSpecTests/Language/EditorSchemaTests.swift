import Foundation
import PipelineSpec
import Testing

/// The JSON Schema of the language, put before a validator that is not ours.
@Suite(.enabled(if: EditorValidator.isThere, "install python3-jsonschema and python3-yaml to run this suite"))
struct EditorSchemaTests {
    @Test func `what is shipped and shown fits`() throws {
        let pipelines =
            try Self.shipped("") + Documents.blocks("yaml").filter { $0.firstKey == "pipeline" }.map(\.text)
            + [Fixture.pipeline, LanguageFile.pipeline.example] + Self.sound
        let schemas =
            try Self.shipped("/events")
            + Documents.blocks("yaml").filter { $0.firstKey == "schema" }.map(\.text)
            + [Fixture.order, Fixture.shipment, LanguageFile.events.example]
        for (file, texts) in [(LanguageFile.pipeline, pipelines), (.events, schemas)] {
            let verdicts = try EditorValidator.verdicts(on: texts, file)
            for (text, verdict) in zip(texts, verdicts) {
                #expect(verdict == "ok", "\(verdict)\n\(text.prefix(400))")
            }
            #expect(verdicts.count == texts.count)
        }
    }

    /// Changes that leave a pipeline sound.
    private static let sound: [String] =
        [
            ("{ tumbling: 1d }", "{ sliding: 1h }"), ("{ tumbling: 1d }", "{ all_time: { every: 1d } }"),
            ("{ tumbling: 1d }", "{ calendar: week, zone: Europe/Berlin }"),
            ("{ tumbling: 1d }", "{ days: 30 }"), ("for: 2h", "for: '${patience:2h}'"),
            ("class: breach", "class: '${kind:breach}'"), ("mean: 0.05", "mean: '${expected:0.05}'"),
            ("topic: orders", "topic: 2024"), ("version: 1", "version: 1\nx-shared: { anything: [1, 2] }"),
            ("version: 1", "version: 1\ninclude: shared/base.yaml"), ("count: true", "count: amount > 0.0"),
            ("count: true", "distinct: { of: seller_id, precision: 12 }"), ("sum: amount", "sum: 1"),
        ].map { Fixture.pipeline.replacing($0.0, with: $0.1) }

    /// Changes that break the fixture.
    private static let broken: [(old: String, new: String)] = [
        ("version: 1", "versoin: 1"), ("version: 1", "version: 0"), ("version: 1", "version: one"),
        ("pipeline: trust", "pipeline: Trust!"), ("out_of_orderness: 10m", "out_of_orderness: 10"),
        ("out_of_orderness: 10m", "out_of_orderness: 10 min"), ("idle_after: 1m", "idle_after: -1m"),
        ("topic: logistics", "topic: a b"), ("partitioned_by: order_id }", "partitioned_by: [order_id] }"),
        ("    kept: { on: logistics, when: status == \"delivered\" }\n", ""),
        ("due: promised_delivery_at", "due: [promised_delivery_at]"),
        ("window: { hopping: 14d, every: 1d }", "window: { hopping: 14d }"),
        ("{ tumbling: 1d }", "{ tumbling: 1d, every: 1h }"), ("{ tumbling: 1d }", "{}"),
        ("{ tumbling: 1d }", "{ tumbling: 1d, calendar: day }"), ("{ tumbling: 1d }", "{ calendar: year }"),
        ("{ tumbling: 1d }", "{ days: 0 }"), ("{ tumbling: 1d }", "1d"),
        ("count: true", "count: true\n    sum: amount"), ("    count: true\n", ""),
        ("on: orders\n    when: event_type == \"order_placed\"", "of: delivery\n    on: orders"),
        ("on: orders\n    when: event_type == \"order_placed\"", "on: orders\n    at: due"),
        ("{ sum: amount }", "{ sum: amount, mean: amount }"), ("weight: 50", "weight: 0"),
        ("mean: 0.05", "mean: 1.5"), ("class: breach", "class: brech"), ("no_data: resolve", "no_data: drop"),
        ("include_partial: true", "include_partial: yes"), ("severity: critical", "severity: 3"),
        ("    when: probability_above(0.10) >= 0.95 && broken >= 3\n", ""),
        ("labels: { team: trust }", "labels: [trust]"), ("late:\n    on", "Late!:\n    on"),
        ("share: { of: outcome == \"broken\", among", "share: { off: outcome == \"broken\", among"),
    ]

    @Test func `what is wrong with a pipeline is found`() throws {
        var texts: [String] = []
        for (old, new) in Self.broken {
            try #require(Fixture.pipeline.contains(old), "the fixture has no '\(old)'")
            texts.append(Fixture.pipeline.replacing(old, with: new))
            #expect(!Fixture.problems(pipeline: texts.last ?? "").isEmpty, "'\(new)' is no mistake")
        }
        try Self.expectMistakes(in: texts, .pipeline, changes: Self.broken)
    }

    /// Changes that break the fixture's schema.
    private static let brokenSchemas: [(old: String, new: String)] = [
        ("id: event_id", ""), ("items: int?", "items: integer"), ("items: int?", "items: { typ: int }"),
        ("items: int?", "items: { type: int, one_of: {} }"), ("items: int?", "7items: int"),
    ]

    @Test func `what is wrong with a schema is found`() throws {
        var texts: [String] = []
        for (old, new) in Self.brokenSchemas {
            try #require(Fixture.order.contains(old), "the fixture has no '\(old)'")
            texts.append(Fixture.order.replacing(old, with: new))
        }
        try Self.expectMistakes(in: texts, .events, changes: Self.brokenSchemas)
    }

    private static func expectMistakes(
        in texts: [String], _ file: LanguageFile, changes: [(old: String, new: String)]
    ) throws {
        // One run of the validator for all: its start takes longer than its work.
        let verdicts = try EditorValidator.verdicts(on: texts, file)
        try #require(verdicts.count == texts.count)
        for (verdict, change) in zip(verdicts, changes) {
            #expect(verdict != "ok", "'\(change.new)' instead of '\(change.old)'")
        }
    }

    private static func shipped(_ folder: String) throws -> [String] {
        let path = Shipped.folder + folder
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }
            .map { try SpecFiles.disk.read(path + "/" + $0) }
    }
}

/// Python's validator, where it is installed.
enum EditorValidator {
    static let isThere: Bool = (try? run(["-c", "import jsonschema, yaml"]).code) == 0

    /// What it says of each text: `ok` or what is wrong.
    static func verdicts(on texts: [String], _ file: LanguageFile) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "editor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: "schema.json")
        try Data(file.editorSchema.utf8).write(to: schema)
        var paths: [String] = []
        for (number, text) in texts.enumerated() {
            let path = folder.appending(path: "\(number).yaml")
            try Data(text.utf8).write(to: path)
            paths.append(path.path)
        }
        let (_, output) = try run([Documents.root + "/scripts/check-editor-schema", schema.path] + paths)
        return output.split(separator: "\n").map { line in
            line.split(separator: ": ", maxSplits: 1).last.map { String($0) } ?? ""
        }
    }

    private static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

import EventModel
import Expressions
import PipelineSpec
import Testing

@Suite struct SourceSectionTests {
    private static let inBraces = "partitioned_by: order_id }"

    private func orders(_ text: String) throws -> SourceDeclaration {
        let pipeline = Fixture.pipeline.replacing(Self.inBraces, with: "partitioned_by: order_id, \(text) }")
        return try #require(
            try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 }).source(named: "orders"))
    }

    @Test func `copies are known by the schema's id unless another field is named`() throws {
        let usual = try #require(orders("dedupe: { within: 1d }").dedupe)
        #expect(usual.field == "event_id" && usual.withinMilliseconds == 86_400_000)
        let named = try #require(orders("dedupe: { by: order_id, within: 1h }").dedupe)
        #expect(named.field == "order_id" && named.withinMilliseconds == 3_600_000)
        #expect(try orders("optional: true").dedupe == nil)
        #expect(usual.limit == nil)
        #expect(try orders("dedupe: { within: 1d, limit: 5000 }").dedupe?.limit == 5000)
    }

    @Test func `derived fields follow those of the schema and may build on each other`() throws {
        let source = try orders(
            "derive: { dear: amount > 9.0, kind: 'dear ? \"a\" : \"b\"' }, filter: kind == \"a\"")
        #expect(source.derived.map(\.name) == ["dear", "kind"])
        #expect(source.schema.fields.suffix(2).map(\.type) == [.bool, .string])
        #expect(source.filter?.variables == ["kind"])
    }

    @Test func `a source may limit its records`() throws {
        let limits = try orders("limits: { record: 2MB, text: 64KiB, depth: 3 }").limits
        #expect(limits == RecordLimits(recordBytes: 2_000_000, textBytes: 65_536, depth: 3))
        #expect(try orders("optional: true").limits == RecordLimits())
    }

    @Test(arguments: broken)
    func `a broken source is reported at its place`(file: BrokenFile) throws { try file.check() }

    static let broken: [BrokenFile] = [
        source(
            "a filter that yields no bool", "filter: §amount", says: "'filter' yields double", hint: "bool"),
        source("a filter over nothing", "filter: §amout > 1.0", says: "'amout'", hint: "amount"),
        source(
            "a derived field that is there", "derive: { §region: '1' }",
            says: "'region' is a field of schema 'order' already"),
        source(
            "a derived field of no name", "derive: { §big-one: '1' }", says: "'big-one' is not a name here"),
        source(
            "a derived duration", "derive: { wait: §promised_delivery_at - occurred_at }",
            says: "'wait' yields duration", hint: "timestamp"),
        source("a derived field before what it needs", "derive: { a: §b + 1, b: items }", says: "'b'"),
        source("copies within nothing", "§dedupe: { by: event_id }", says: "'within' is missing"),
        source("copies by a number", "dedupe: { by: §items, within: 1d }", says: "is of type int"),
        source(
            "copies by what is not there", "dedupe: { by: §evnt_id, within: 1d }", says: "no field 'evnt_id'",
            hint: "event_id"),
        source("a limit without a unit", "limits: { record: §1000 }", says: "has no unit", hint: "64KiB"),
        source("a limit of nothing", "limits: { text: §0B }", says: "too little", hint: "1B to 1GiB"),
        source("a limit beyond all", "limits: { record: §2GiB }", says: "too much", hint: "1B to 1GiB"),
        source("a depth beyond all", "limits: { depth: §5000 }", says: "too much", hint: "from 1 to 1024"),
        source("a misspelt key", "§fliter: amount > 1.0", says: "unknown key 'fliter'", hint: "filter"),
    ]

    private static func source(
        _ name: String, _ text: String, says: String, hint: String = ""
    ) -> BrokenFile {
        BrokenFile(name, [inBraces: "partitioned_by: order_id, \(text) }"], says: says, hint: hint)
    }
}

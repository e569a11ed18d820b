import EventModel
import PipelineSpec
import Testing

@Suite struct FieldMappingTests {
    private static let schemaPath = "pipelines/events/order.yaml"

    private static func field(_ text: String) throws -> SchemaField {
        let order = Fixture.order.replacing("  items: int?\n", with: "  items: \(text)\n")
        let pipeline = try Fixture.load(Fixture.files.merging([schemaPath: order]) { $1 })
        return try #require(pipeline.sources.first?.schema.field(named: "items"))
    }

    @Test(
        arguments: [
            ("{ type: int?, from: payload.order.id }", [.key("payload"), .key("order"), .key("id")]),
            ("{ type: int?, from: 'items[0].sku' }", [.key("items"), .item(0), .key("sku")]),
            (#"{ type: int?, from: payload."order.id" }"#, [.key("payload"), .key("order.id")]),
            (
                #"{ type: int?, from: [payload, order.id, 0, "1"] }"#,
                [.key("payload"), .key("order.id"), .item(0), .key("1")]
            ),
            ("\n    type: int?\n    from: items[1].qty", [.key("items"), .item(1), .key("qty")]),
            ("int?", [.key("items")]),
        ] as [(String, [FieldPath.Step])])
    func `a field says where it stands`(text: String, steps: [FieldPath.Step]) throws {
        #expect(try Self.field(text).path.steps == steps)
    }

    @Test func `values, other and default are of the field's type`() throws {
        let text = try Self.field(
            #"{ type: string?, one_of: [on, off, unknown], values: { "ON AIR": on, 0: off }, other: unknown, default: off }"#
        )
        #expect(text.reading.values.map(\.theirs) == ["ON AIR", "0"])
        #expect(text.reading.values.map(\.ours) == [.string("on"), .string("off")])
        #expect(text.reading.other == .string("unknown") && text.reading.fallback == .string("off"))
        let flag = try Self.field("{ type: bool, values: { Y: true, N: false }, default: false }")
        #expect(flag.reading.values.map(\.ours) == [.bool(true), .bool(false)])
        guard case .never = flag.requirement else { throw Unexpected() }
        let number = try Self.field(
            "{ type: double, required: false, quoted: true, minor_units: 2, default: 1.5 }")
        #expect(number.reading.isQuoted && number.reading.minorUnits == 2)
        #expect(number.reading.fallback == .double(1.5))
        let time = try Self.field("{ type: time, default: 1970-01-01T00:00:01Z }")
        #expect(time.reading.fallback == .time(EventTime(milliseconds: 1000)))
    }

    @Test func `times have formats`() throws {
        #expect(try Self.field("{ type: time?, format: epoch_s }").reading.time == .epoch(.seconds))
        #expect(try Self.field("{ type: time?, format: epoch_ns }").reading.time == .epoch(.nanoseconds))
        #expect(try Self.field("{ type: time?, format: rfc3339 }").reading.time == .rfc3339)
        #expect(try Self.field("time?").reading == FieldReading())
        let text = "yyyy-MM-dd HH:mm:ss"
        let pattern = try TimePattern(parsing: text)
        #expect(
            try Self.field("{ type: time?, format: \(text) }").reading.time == .pattern(pattern, zone: "UTC"))
        #expect(
            try Self.field("{ type: time?, format: \"\(text)\", zone: Europe/Berlin }").reading.time
                == .pattern(pattern, zone: "Europe/Berlin"))
    }

    @Test func `a schema in our own words keeps names, types and defaults only`() throws {
        let order = Fixture.order.replacing(
            "  items: int?\n", with: "  items: { type: int, from: a.b, quoted: true, default: 3 }\n")
        let pipeline = try Fixture.load(Fixture.files.merging([Self.schemaPath: order]) { $1 })
        let field = try #require(pipeline.sources.first?.schema.inOwnWords.field(named: "items"))
        #expect(field.path == FieldPath(key: "items") && field.type == .int)
        #expect(
            field.reading
                == {
                    var plain = FieldReading(); plain.fallback = .int(3); return plain
                }())
    }

    private struct Unexpected: Error {}

    @Test(arguments: files)
    func `a broken mapping is reported at its place`(file: BrokenFile) throws {
        try file.check()
    }

    private static func broken(
        _ name: String, _ text: String, says message: String, hint: String = "", count: Int = 1
    ) -> BrokenFile {
        .init(
            name, in: schemaPath, ["  items: int?": "  items: " + text], says: message, hint: hint,
            count: count)
    }

    static let files: [BrokenFile] = [
        broken("an unknown key", "{ type: int?, §defalt: 3 }", says: "unknown key 'defalt'", hint: "default"),
        broken(
            "a path with a blank", "{ type: int?, from: a.b§ c }", says: "' ' cannot stand in a key",
            hint: "quotes"),
        broken("a path without an end", "{ type: int?, from: '§[0].a' }", says: "'[' stands where a key"),
        broken(
            "a place from the end", "{ type: int?, from: 'a§[-1]' }", says: "'[-1]' is no place", hint: "[0]"),
        broken("a path of nothing", "{ type: int?, from: §[] }", says: "'from' has 0 steps"),
        broken(
            "a path that begins with a place", "{ type: int?, from: [§0, a] }",
            says: "0 is no place of a list here"),
        broken(
            "a path that is a mapping", "{ type: int?, from: §{ a: b } }",
            says: "'from' of field 'items' is a mapping"),
        broken(
            "a value that is an object elsewhere", "{ type: int?, from: §region.code }",
            says: "'region' cannot be an object for 'items' and a value for 'region'"),
        broken(
            "values of a time", "{ type: time?, §values: { a: b } }",
            says: "'values' is for strings, numbers and bools"),
        broken("values that are a list", "{ type: string?, values: §[a, b] }", says: "is a list"),
        broken("no values", "{ type: string?, values: §{} }", says: "'values' is empty"),
        broken(
            "a value of another type", "{ type: int?, values: { a: §b } }",
            says: "'b' is no value of type int"),
        broken(
            "a value that is no bool", "{ type: bool?, values: { Y: §yes } }", says: "'yes' is no value",
            hint: "true or false"),
        broken(
            "a value outside of one_of", "{ type: string?, one_of: [red, blue], values: { R: §rad } }",
            says: "'rad' is not among the values", hint: "red"),
        broken(
            "an other outside of one_of",
            "{ type: string?, one_of: [red], values: { R: red }, other: §grey }",
            says: "'grey' is not among the values", hint: "red"),
        broken(
            "a default outside of one_of", "{ type: string?, one_of: [red], default: §grey }",
            says: "'grey' is not among the values"),
        broken(
            "other without values", "{ type: string?, §other: x }",
            says: "'other' is for what 'values' does not name"),
        broken(
            "a default of another type", "{ type: int?, default: §many }",
            says: "'many' is no value of type int"),
        broken(
            "a default and required", "{ type: int, default: 3, §required: true }",
            says: "has a default, so no event can lack it"),
        broken(
            "a default and a condition", "{ type: int, default: 3, §required: seller_id != \"\" }",
            says: "has a default, so no event can lack it"),
        broken("an empty default", "{ type: int?, §default: }", says: "has no value"),
        broken(
            "a format of a string", "{ type: string?, §format: epoch_s }", says: "'format' is for times",
            hint: "no 'format'"),
        broken(
            "an unknown format", "{ type: time?, format: §epoch_sec }", says: "unknown format 'epoch_sec'",
            hint: "epoch_s"),
        broken(
            "a bad letter", "{ type: time?, format: yyyy-MM-§DD HH:mm }", says: "'DD' stands for nothing",
            hint: "dd"),
        broken(
            "a pattern without a day", "{ type: time?, format: §yyyy-MM }", says: "the pattern has no day"),
        broken(
            "a zone without a pattern", "{ type: time?, §zone: Europe/Berlin }",
            says: "'zone' is for the local times"),
        broken(
            "a zone of an epoch", "{ type: time?, format: epoch_s, §zone: UTC }",
            says: "'zone' is for the local times"),
        broken(
            "a zone beside an offset", "{ type: time?, format: yyyy-MM-dd X, §zone: UTC }",
            says: "'zone' has no meaning"),
        broken(
            "an unknown zone", "{ type: time?, format: yyyy-MM-dd, zone: §Europe/Berln }",
            says: "unknown time zone 'Europe/Berln'", hint: "Europe/Berlin"),
        broken("a zone of a number", "{ type: int?, §zone: UTC }", says: "'zone' is for times"),
        broken(
            "minor units of a string", "{ type: string?, §minor_units: 2 }",
            says: "'minor_units' is for fields of type double"),
        broken(
            "too many minor units", "{ type: double?, minor_units: §12 }", says: "'12' digits are too many"),
        broken(
            "negative minor units", "{ type: double?, minor_units: §-2 }", says: "'-2' is no 'minor_units'"),
        broken(
            "quotes of a string", "{ type: string?, §quoted: true }",
            says: "'quoted' is for numbers and bools"),
        broken(
            "quotes of a time", "{ type: time?, §quoted: true }", says: "'quoted' is for numbers",
            hint: "epoch_s"),
        broken(
            "quotes that are a word", "{ type: int?, quoted: §yes }",
            says: "unknown value 'yes' for 'quoted'", hint: "true"),
        .init(
            "an id with a default", in: schemaPath,
            ["  event_id: string": "  §event_id: { type: string, default: x }"],
            says: "it cannot be optional"),
    ]
}

import Decoding
import EventModel
import Testing

/// Random schemas over random records, against a reader that follows each path in the tree that a record was made of.
@Suite struct NestedAgreementTests {
    private static let keys = [
        "a", "b", "c.d", "é", #"k"q"#, "a_key_that_is_longer_than_sixteen_bytes",
        "a_key_that_is_longer_than_sixteen_bits",
    ]
    private static let texts = [
        "Y", "12", "zz", "é😀", "", #"a "quoted" \ word"#, "a text that is longer than a word",
    ]

    private static func path(_ random: inout SeededRandom) -> FieldPath {
        var steps = [FieldPath.Step.key(keys[random.below(keys.count)])]
        while steps.count < 5, random.below(5) > 1 {
            steps.append(random.below(3) == 0 ? .item(random.below(4)) : .key(keys[random.below(keys.count)]))
        }
        return FieldPath(steps)
    }

    private static func schema(_ random: inout SeededRandom) -> [NaiveField] {
        var fields: [NaiveField] = []
        for number in 0..<1 + random.below(12) {
            let again = random.below(5) == 0 ? fields.randomElement(using: &random)?.path : nil
            let path = again ?? path(&random)
            guard FieldPath.contradictions(among: fields.map(\.path) + [path]).isEmpty else { continue }
            let form = NaiveField.forms[random.below(NaiveField.forms.count)]
            fields.append(
                NaiveField(
                    name: "f\(number)", path: path, form: form,
                    isRequired: form.fallback == nil && random.below(8) == 0))
        }
        return fields
    }

    private static func scalar(_ random: inout SeededRandom) -> JSONTree {
        switch random.below(8) {
        case 0: .null
        case 1: .bool(random.below(2) == 0)
        case 2: .int(12)
        case 3: .int(Int64(random.below(2_000_000)) - 1_000_000)
        case 4: .decimal(Int64(random.below(9000)), Int64(random.below(1000)))
        default: .string(texts[random.below(texts.count)])
        }
    }

    private static func fitting(_ field: NaiveField, _ random: inout SeededRandom) -> JSONTree {
        for _ in 0..<50 {
            let value = scalar(&random)
            if case .cell = field.form.read(value) { return value }
        }
        return .null
    }

    /// Mostly what the schema wants, with things that nobody reads, and now and then something else in a place.
    private static func record(_ schema: [NaiveField], _ random: inout SeededRandom) -> JSONTree {
        var record = JSONTree.object([.init(key: "at", value: .int(1))])
        for field in schema where random.below(10) > 0 {
            record.put(fitting(field, &random), at: field.path.steps[...])
        }
        for _ in 0..<random.below(3) {
            var path = path(&random)
            if let near = schema.randomElement(using: &random)?.path {
                path = FieldPath(Array(near.steps.prefix(random.below(near.steps.count))) + [.key("noise")])
            }
            record.put(
                .list([.object([.init(key: "a", value: .int(1)), .init(key: "a", value: .null)])]),
                at: path.steps[...])
        }
        if random.below(5) == 0, let field = schema.randomElement(using: &random) {
            let count = 1 + random.below(field.path.steps.count)
            let value = [JSONTree.null, .list([]), .object([]), scalar(&random)][random.below(4)]
            record.put(value, at: field.path.steps.prefix(count))
        }
        if random.below(30) == 0, case .object(let members) = record,
            let again = members.randomElement(using: &random)
        {
            record = .object(members + [again])
        }
        return record
    }

    /// What must become of a record: the cells, or the codes that are right.
    private static func expected(_ schema: [NaiveField], _ record: JSONTree) -> (
        cells: String, codes: Set<RejectionCode>
    ) {
        let objects = Set(schema.flatMap(\.objects) + [FieldPath([])])
        if objects.contains(where: { hasRepeatedKey(record, $0.steps[...]) }) { return ("", [.duplicateKey]) }
        let outcomes = schema.map { $0.outcome(in: record) }
        if outcomes.contains(.misfit) { return ("", [.wrongType, .outOfRange, .badTime]) }
        if zip(schema, outcomes).contains(where: { $0.isRequired && $1 == .absent }) {
            return ("", [.missingField])
        }
        let cells = zip(schema, outcomes).compactMap { field, outcome -> String? in
            if case .cell(let text) = outcome { return "\(field.name)=\(text)" }
            return field.form.fallback.map { "\(field.name)=\($0)" }
        }
        return ((["event_time=1"] + cells).joined(separator: " "), [])
    }

    private static func hasRepeatedKey(_ tree: JSONTree, _ steps: ArraySlice<FieldPath.Step>) -> Bool {
        guard let step = steps.first else {
            guard case .object(let members) = tree else { return false }
            return Set(members.map(\.key)).count != members.count
        }
        switch (step, tree) {
        case (.key(let key), .object(let members)):
            return members.contains { $0.key == key && hasRepeatedKey($0.value, steps.dropFirst()) }
        case (.item(let item), .list(let items)):
            return item < items.count && hasRepeatedKey(items[item], steps.dropFirst())
        default: return false
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `every field is what its path leads to`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let schema = Self.schema(&random)
        let decoder = try MappedDecoder(schema.map(\.described)).test
        let records = (0..<300).map { _ in Self.record(schema, &random) }
        let payloads = records.map { Array($0.text(&random, shuffled: random.below(4) == 0).utf8) }
        let expected = records.map { Self.expected(schema, $0) }
        for round in 0..<2 {
            let rows = decoder.decode(payloads)
            #expect(rows == expected.filter(\.codes.isEmpty).map(\.cells), "seed \(seed), round \(round)")
            let wrong = expected.indices.filter { !expected[$0].codes.isEmpty }
            #expect(decoder.rejected.map(\.record) == wrong, "seed \(seed), round \(round)")
            for (rejected, place) in zip(decoder.rejected, wrong) {
                #expect(
                    expected[place].codes.contains(rejected.code),
                    "seed \(seed): \(rejected) in \(String(decoding: payloads[place], as: UTF8.self))")
            }
        }
    }

    private static let nested = Array(
        #"{"at":1,"p":{"o":{"id":"a\u00e9","n":"12"},"x":[1,{"y":null}]},"l":[{"s":"Y"},null,{"t":1.5e3}],"z":-0.5}"#
            .utf8)

    private func nestedDecoder() throws -> TestDecoder {
        try MappedDecoder([
            .init(name: "id", path: "p.o.id", type: .string, storage: .text),
            .init(name: "n", path: "p.o.n", type: .int, reading: .with { $0.isQuoted = true }),
            .init(name: "s", path: "l[0].s", type: .string, reading: .values(["Y": .string("yes")])),
            .init(name: "t", path: "l[2].t", type: .time, reading: .times(.epoch(.seconds))),
            .init(name: "z", path: "z", type: .double),
        ]).test
    }

    @Test func `a nested record cut at any place is truncated`() throws {
        let test = try nestedDecoder()
        #expect(
            test.decode([Self.nested, Self.nested])
                == Array(repeating: "event_time=1 id=aé n=12 s=yes t=1500000 z=-0.5", count: 2))
        for end in 1..<Self.nested.count {
            #expect(test.code(of: Array(Self.nested[..<end])) == .truncated, "cut at \(end)")
        }
        #expect(test.code(of: Self.nested) == nil)
    }

    @Test func `a decoder that knows the shape says of any damage what one says that does not`() throws {
        let known = try nestedDecoder()
        known.decode([Self.nested, Self.nested])
        let bytes = Array("{}[],:\"\\0e.-n \u{0}\u{1F}".utf8) + [0x80, 0xC3, 0xFF]
        for place in Self.nested.indices {
            let fresh = try nestedDecoder()
            for byte in bytes {
                var payload = Self.nested
                payload[place] = byte
                // A shape that is learnt here is learnt by both.
                let rows = (known.decode([payload]), fresh.decode([payload]))
                #expect(rows.0 == rows.1 && known.rejected == fresh.rejected, "byte \(byte) at \(place)")
            }
        }
    }
}

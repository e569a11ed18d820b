import Decoding
import EventModel
import Testing

@Suite struct TranslatedFieldTests {
    private func reads(
        _ type: FieldType, _ value: String, _ reading: FieldReading, storage: StringStorage = .symbol,
        zone: ZoneOffsets = .utc
    ) throws -> String {
        try MappedDecoder([
            .init(name: "v", path: "v", type: type, storage: storage, zone: zone, reading: reading)
        ])(#""v":\#(value)"#)
    }

    @Test(arguments: [StringStorage.symbol, .text])
    func `strings become the values that stand for them`(storage: StringStorage) throws {
        let reading = FieldReading.values([
            "DELIVERED": .string("delivered, a word longer than the one that was written"),
            "IN TRANSIT": .string("in_transit"), "4": .string("lost"), "é": .string(""),
            "true": .string("yes"),
        ])
        let cases = [
            (#""DELIVERED""#, "v=delivered, a word longer than the one that was written"),
            (#""IN TRANSIT""#, "v=in_transit"), (#""IN\u0020TRANSIT""#, "v=in_transit"), ("4", "v=lost"),
            (#""4""#, "v=lost"), (#""é""#, "v="), ("true", "v=yes"), (#""delivered""#, "v=delivered"),
            (#""a\nb""#, "v=a\nb"), ("null", ""),
        ]
        for (value, cells) in cases { #expect(try reads(.string, value, reading, storage: storage) == cells) }
        for value in ["5", "4.0", "false", "[]", #"{"4":4}"#] {
            #expect(
                try reads(.string, value, reading, storage: storage)
                    == "wrong_type: field v: found \(value), expected a string or one of DELIVERED, IN TRANSIT, 4, é, …"
            )
        }
    }

    @Test func `what no value stands for becomes the other one`() throws {
        let reading = FieldReading.values(["A": .string("a")], other: .string("unknown"))
        for (value, cells) in [(#""A""#, "v=a"), (#""a""#, "v=unknown"), ("3", "v=unknown"), ("null", "")] {
            #expect(try reads(.string, value, reading) == cells)
            #expect(try reads(.string, value, reading, storage: .text) == cells)
        }
        #expect(try reads(.string, "[3]", reading).hasPrefix("wrong_type"))
    }

    @Test func `texts stand for booleans and numbers beside the values themselves`() throws {
        let flags = FieldReading.values(["Y": .bool(true), "N": .bool(false), "1": .bool(true)])
        for (value, cells) in [
            (#""Y""#, "v=true"), (#""N""#, "v=false"), ("1", "v=true"), ("true", "v=true"),
            ("false", "v=false"),
        ] { #expect(try reads(.bool, value, flags) == cells) }
        #expect(
            try reads(.bool, #""y""#, flags).hasPrefix(
                #"wrong_type: field v: found "y", expected true or false"#))
        #expect(try reads(.bool, "0", flags).hasPrefix("wrong_type"))
        let levels = FieldReading.values(["high": .int(9), "7": .int(70)], other: .int(-1))
        for (value, cells) in [
            (#""high""#, "v=9"), ("5", "v=5"), ("7", "v=70"), (#""low""#, "v=-1"), ("true", "v=-1"),
        ] {
            #expect(try reads(.int, value, levels) == cells)
        }
        #expect(try reads(.int, "12345678901234567890", levels).hasPrefix("out_of_range"))
        #expect(try reads(.double, #""free""#, .values(["free": .double(0.5)])) == "v=0.5")
    }

    @Test func `numbers may stand in quotes where the schema says so`() throws {
        let quoted = FieldReading.with { $0.isQuoted = true }
        for (value, cells) in [
            (#""19.99""#, "v=19.99"), ("19.99", "v=19.99"), (#""-1e3""#, "v=-1000.0"),
            (#""\u0031\u0032""#, "v=12.0"),
        ] { #expect(try reads(.double, value, quoted) == cells) }
        for value in [
            #""""#, #"" 1""#, #""1 ""#, #""1,5""#, #""0x1""#, #""+1""#, #""01""#, #""1.""#, #""NaN""#,
            #""12\n""#,
        ] {
            #expect(
                try reads(.double, value, quoted).hasSuffix(
                    "expected a number that a double can hold, also in quotes"))
        }
        #expect(try reads(.int, #""-42""#, quoted) == "v=-42")
        #expect(try reads(.int, #""4.2""#, quoted).hasPrefix("wrong_type"))
        #expect(try reads(.bool, #""true""#, quoted) == "v=true")
        #expect(try reads(.double, #""1""#, FieldReading()).hasPrefix("wrong_type"))
    }

    @Test(arguments: [
        ("1999", 2, "v=19.99"), ("-5", 2, "v=-0.05"), ("0", 3, "v=0.0"), ("7", 0, "v=7.0"),
        ("9007199254740993", 2, "v=\(90071992547409.93)"), ("9223372036854775807", 9, "v=9223372036.854776"),
        (#""1999""#, 2, "v=19.99"),
    ])
    func `minor units are divided exactly`(value: String, digits: Int, cells: String) throws {
        let reading = FieldReading.with {
            $0.minorUnits = digits
            $0.isQuoted = true
        }
        #expect(try reads(.double, value, reading) == cells)
    }

    @Test func `minor units are whole`() throws {
        let reading = FieldReading.with { $0.minorUnits = 2 }
        #expect(
            try reads(.double, "19.99", reading)
                == "wrong_type: field v: found 19.99, expected an integer of which 2 digits are minor units")
        #expect(try reads(.double, "99999999999999999999", reading).hasPrefix("out_of_range"))
        #expect(try reads(.double, #""1999""#, reading).hasPrefix("wrong_type"))
    }

    @Test(arguments: [
        (EpochUnit.seconds, "1700000000", 1_700_000_000_000), (.seconds, "1700000000.123", 1_700_000_000_123),
        (.seconds, #""1700000000.1239""#, 1_700_000_000_123),
        (.seconds, "1.7000000001239E9", 1_700_000_000_123),
        (.seconds, "-0.0001", -1), (.seconds, "-1.5", -1500), (.seconds, "0e999999999999", 0),
        (.seconds, "1e-400", 0),
        (.milliseconds, "1700000000123", 1_700_000_000_123), (.milliseconds, "17e11", 1_700_000_000_000),
        (.milliseconds, #""\u0031""#, 1), (.microseconds, "1700000000123999", 1_700_000_000_123),
        (.nanoseconds, "1700000000123999999", 1_700_000_000_123), (.nanoseconds, "-1", -1),
        (.nanoseconds, "1700000000123999999.99999999999999999999", 1_700_000_000_123),
        (.microseconds, "-62167219200000000", -62_167_219_200_000),
    ])
    func `epochs are read to the millisecond`(unit: EpochUnit, value: String, milliseconds: Int64) throws {
        #expect(
            try reads(.time, value, .times(.epoch(unit))) == (milliseconds == 0 ? "v=0" : "v=\(milliseconds)")
        )
    }

    @Test(arguments: [
        "1e99", "-1e99", "99999999999999999999999", "253402300800", #""2024-03-01T00:00:00Z""#, #""""#,
        #""1 ""#, #""1.""#,
    ])
    func `what is no epoch is a bad time`(value: String) throws {
        #expect(
            try reads(.time, value, .times(.epoch(.seconds)))
                == "bad_time: field v: found \(value), expected seconds since 1970 in the years 0 to 9999")
    }

    @Test func `times are read by their pattern in their zone`() throws {
        let zone = try #require(TimePatternZone.berlin)
        let format = TimeFormat.pattern(try TimePattern(parsing: "dd.MM.yyyy HH:mm"), zone: "Europe/Berlin")
        #expect(try reads(.time, #""01.07.2024 12:00""#, .times(format), zone: zone) == "v=1719828000000")
        #expect(
            try reads(.time, #""01\u002e07.2024 12:00""#, .times(format), zone: zone) == "v=1719828000000")
        #expect(
            try reads(.time, #""1.7.2024 12:00""#, .times(format), zone: zone)
                == #"bad_time: field v: found "1.7.2024 12:00", expected a time like dd.MM.yyyy HH:mm in the years 0 to 9999"#
        )
        let digits = TimeFormat.pattern(try TimePattern(parsing: "yyyyMMdd"), zone: "UTC")
        #expect(try reads(.time, "20240701", .times(digits)) == "v=1719792000000")
        #expect(try reads(.time, "true", .times(digits)).hasPrefix("wrong_type"))
        #expect(try reads(.time, #""2024-07-01T00:00:00Z""#, .times(.rfc3339)) == "v=1719792000000")
        #expect(try reads(.time, "1719792000000", .times(.rfc3339)).hasPrefix("bad_time"))
    }

    @Test func `a default stands for what is absent or null, in every type and storage`() throws {
        let values: [(FieldType, StringStorage, FieldValue, String)] = [
            (.string, .symbol, .string("unknown"), "unknown"),
            (
                .string, .text, .string("a text longer than the whole record"),
                "a text longer than the whole record"
            ),
            (.int, .symbol, .int(-3), "-3"), (.double, .symbol, .double(0.5), "0.5"),
            (.bool, .symbol, .bool(true), "true"), (.time, .symbol, .time(EventTime(milliseconds: 5)), "5"),
        ]
        let decoder = try MappedDecoder(
            values.enumerated().map { place, value in
                .init(
                    name: "v\(place)", path: "p.v\(place)", type: value.0, storage: value.1,
                    reading: .with { $0.fallback = value.2 })
            })
        let all = values.enumerated().map { "v\($0)=\($1.3)" }.joined(separator: " ")
        for members in [#""x":1"#, #""p":null"#, #""p":{}"#, #""p":{"v0":null,"v1":null,"v5":null}"#] {
            #expect(decoder(members) == all)
        }
        #expect(
            decoder(#""p":{"v0":"a","v1":"b","v2":1,"v3":2,"v4":false,"v5":3}"#)
                == "v0=a v1=b v2=1 v3=2.0 v4=false v5=3")
        #expect(decoder(#""p":{"v2":"x"}"#).hasPrefix("wrong_type: field p.v2"))
    }

    @Test func `constants stay the same when a large record makes the buffers grow and shrink`() throws {
        let decoder = try MappedDecoder([
            .init(name: "v", path: "v", type: .string, reading: .values(["A": .string("alpha")])),
            .init(name: "w", path: "w", type: .string, reading: .with { $0.fallback = .string("omega") }),
        ])
        let small = Array(#"{"at":1,"v":"A"}"#.utf8)
        let large = Array(#"{"at":1,"v":"A","x":"\#(String(repeating: "v", count: 900_000))"}"#.utf8)
        for payloads in [[small], [large, small], [small], [large], [small, large, large]] {
            #expect(decoder.test.decode(payloads) == payloads.map { _ in "event_time=1 v=alpha w=omega" })
        }
    }
}

/// Changes of Europe/Berlin in 2024, as Python's zoneinfo has them.
enum TimePatternZone {
    static let berlin = try? ZoneOffsets(
        name: "Europe/Berlin", firstOffsetMilliseconds: 3_600_000,
        transitions: [
            .init(utcMilliseconds: 1_711_846_800_000, offsetMilliseconds: 7_200_000),
            .init(utcMilliseconds: 1_729_990_800_000, offsetMilliseconds: 3_600_000),
        ])
}

import EventModel
import EventFiles
import Testing

@Suite struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        ("", []),
        ("\n", [""]),
        ("\n\n", ["", ""]),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "", "b"]),
        ("a\rb\n", ["a\rb"]),
        ("a\r", ["a"]),
        ("\u{FEFF}a\nb\n", ["a", "b"]),
        ("a\n\u{FEFF}b\n", ["a", "\u{FEFF}b"]),
    ])
    func `lines come without their ends`(content: String, lines: [String]) throws {
        for packing in Packing.allCases {
            let path = try folder.write(packing.pack(Array(content.utf8)))
            #expect(Reading(path) == Reading(lines: lines), "\(packing)")
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `no buffer size changes the lines`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let lines = (0..<40).map { _ in
            String(repeating: "x", count: Int.random(in: 0..<80, using: &random))
        }
        let end = Bool.random(using: &random) ? "\n" : "\r\n"
        let content = Array((lines.joined(separator: end) + end).utf8)
        for packing in Packing.allCases {
            let path = try folder.write(packing.pack(content))
            for bufferBytes in [1, 2, Int.random(in: 3..<200, using: &random), content.count] {
                let reading = Reading(path, bufferBytes: bufferBytes)
                #expect(reading == Reading(lines: lines), "\(packing), buffer \(bufferBytes), seed \(seed)")
            }
        }
    }

    @Test func `a line may be as long as allowed and no longer`() throws {
        for end in ["", "\n", "\r\n"] {
            let path = try folder.write(("ab\n12345678" + end).utf8)
            for bufferBytes in [1, 5, 100] {
                let allowed = Reading(path, bufferBytes: bufferBytes, maxLineBytes: 8)
                #expect(allowed == Reading(lines: ["ab", "12345678"]))
                let forbidden = Reading(path, bufferBytes: bufferBytes, maxLineBytes: 7)
                #expect(forbidden.lines == ["ab"])
                #expect(forbidden.failure?.kind == .lineTooLong)
                #expect(forbidden.failure?.line == 2)
            }
        }
    }

    @Test func `an endless line does not fill the memory`() throws {
        let path = try folder.write(Packing.zstd.pack([UInt8](repeating: 0x20, count: 50_000_000)))
        let reading = Reading(path, bufferBytes: 4096, maxLineBytes: 10_000)
        #expect(reading.lines.isEmpty)
        #expect(
            reading.failure?.description.hasPrefix(
                "\(path):1: has a line of more than 10000 bytes after 0 lines; ")
                == true)
    }

    @Test func `bytes behind a line can be read`() throws {
        let reader = try LineReader(path: folder.write("{}".utf8), bufferBytes: 2)
        let line = try #require(try reader.next())
        let base = try #require(line.baseAddress)
        var sum = 0
        for place in 0..<line.count + LineReader.readableBytesBehindLine {
            sum += Int(base.load(fromByteOffset: place, as: UInt8.self))
        }
        #expect(sum >= 0x7B + 0x7D)
    }

    @Test(arguments: Packing.allCases)
    func `progress counts the file's own bytes and ends at its size`(packing: Packing) throws {
        let content = try packing.pack(Array(String(repeating: "one line\n", count: 100_000).utf8))
        let reader = try LineReader(path: folder.write(content), bufferBytes: 4096)
        #expect(reader.fileBytes == content.count)
        #expect(reader.lineNumber == 0)
        var before = reader.bytesRead
        var lines = 0
        while try reader.next() != nil {
            lines += 1
            #expect(reader.bytesRead >= before && reader.lineNumber == lines)
            before = reader.bytesRead
        }
        #expect(reader.bytesRead == content.count)
        #expect(lines == 100_000)
    }

    @Test func `the end stays the end`() throws {
        let reader = try LineReader(path: folder.write("a".utf8))
        #expect(try reader.next() != nil)
        for _ in 0..<3 { #expect(try reader.next() == nil) }
        #expect(reader.lineNumber == 1)
    }
}

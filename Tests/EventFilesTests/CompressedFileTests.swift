import EventModel
import EventFiles
import Testing

@Suite struct CompressedFileTests {
    private static let packed: [Packing] = [.gzip, .zstd]
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: packed)
    func `parts packed one after another read as one text`(packing: Packing) throws {
        // Lines run across the parts, and one part is empty.
        let parts = ["a\nb", "c\n", "", "d\ne\n", "f"].map { Array($0.utf8) }
        let path = try folder.write(parts.flatMap { try packing.pack($0) })
        for bufferBytes in [1, 3, 4096] {
            #expect(Reading(path, bufferBytes: bufferBytes) == Reading(lines: ["a", "bc", "d", "e", "f"]))
        }
    }

    @Test(arguments: packed, [".ndjson", ".gz", ".zst"])
    func `the content counts, not the name`(packing: Packing, suffix: String) throws {
        let path = try folder.write(packing.pack(Array("a\n".utf8)), to: "events" + suffix)
        #expect(Reading(path) == Reading(lines: ["a"]))
    }

    @Test(arguments: UInt64(0)..<3)
    func `a file cut anywhere gives the lines in front of the cut, then says so`(seed: UInt64) throws {
        for packing in Self.packed {
            let (lines, content) = text(seed: seed, lines: 150)
            let half = content.count / 2
            let first = try packing.pack(Array(content[..<half]))
            let file = try first + packing.pack(Array(content[half...]))
            for count in 1..<file.count where count != first.count {
                if packing == .zstd, count < 2 { continue }  // one byte is text as well
                let reading = Reading(try folder.write(file[..<count]), bufferBytes: 1000)
                #expect(lines.starts(with: reading.lines), "\(packing), \(count) bytes, seed \(seed)")
                #expect(reading.failure?.kind == .cut, "\(packing), \(count) bytes, seed \(seed)")
                #expect(reading.failure?.line == reading.lines.count + 1)
            }
        }
    }

    @Test(arguments: UInt64(0)..<4)
    func `a damaged byte is either harmless or found`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed ^ 0xBAD)
        for packing in Self.packed {
            let (lines, content) = text(seed: seed, lines: 100)
            let file = try packing.pack(content)
            for place in file.indices {
                var damaged = file
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
                let reading = Reading(try folder.write(damaged), bufferBytes: 1000)
                #expect(
                    reading.failure != nil || reading.lines == lines || place < 4,
                    "\(packing), byte \(place), seed \(seed)")
            }
        }
    }

    @Test(arguments: packed)
    func `something else behind the packed data is damage`(packing: Packing) throws {
        let file = try packing.pack(Array("a\nb\n".utf8)) + Array("{\"plain\":1}\n".utf8)
        let reading = Reading(try folder.write(file))
        #expect(reading.lines == ["a", "b"])
        #expect(reading.failure?.kind == .corrupt)
        #expect(reading.failure?.message.hasSuffix("after 2 lines") == true)
    }

    @Test func `zeros behind a gzip member are padding`() throws {
        let member = try Packing.gzip.pack(Array("a\n".utf8))
        let padding = [UInt8](repeating: 0, count: 1000)
        #expect(Reading(try folder.write(member + padding)) == Reading(lines: ["a"]))
        #expect(Reading(try folder.write(member + padding + member)) == Reading(lines: ["a", "a"]))
    }

    @Test func `skippable zstd frames are skipped, also the first`() throws {
        let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let frame = try Packing.zstd.pack(Array("a\n".utf8))
        let path = try folder.write(skippable + frame + skippable + frame)
        #expect(Reading(path) == Reading(lines: ["a", "a"]))
    }

    @Test(arguments: packed)
    func `a failure stays the same on every call`(packing: Packing) throws {
        let file = try packing.pack(Array(String(repeating: "line\n", count: 1000).utf8))
        let reader = try LineReader(path: folder.write(file.dropLast(5)))
        var failures: [FileFailure] = []
        while failures.count < 3 {
            do throws(FileFailure) { _ = try reader.next() } catch { failures.append(error) }
        }
        #expect(failures[0].kind == .cut)
        #expect(failures[0] == failures[1] && failures[1] == failures[2])
    }

    /// Lines that do not pack well, so that cuts and damage fall into many of them.
    private func text(seed: UInt64, lines count: Int) -> (lines: [String], content: [UInt8]) {
        var random = SplitMix64(seed: seed)
        let lines = (0..<count).map { _ in String(random.next() >> 40, radix: 36) }
        return (lines, Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}

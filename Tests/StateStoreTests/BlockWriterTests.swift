import EventModel
import StateStore
import Testing

@Suite struct BlockWriterTests {
    @Test(arguments: UInt64(0)..<40)
    func `what is written is read again, whatever the size of the parts`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let writer = BlockWriter(maxPartBytes: .random(in: 128...700, using: &random))
        let parts = BlockParts(task: SampleBlock.task)
        for number in Int64(1)...4 {
            let header = SampleBlock.header(number, snapshotFrom: number / 2)
            let sections = (0..<Int.random(in: 0...5, using: &random)).map { index in
                (
                    "operator-\(index)", random.next(), index % 2 == 0 ? BlockSection.Kind.slice : .changes,
                    (0..<Int.random(in: 0...900, using: &random)).map { _ in
                        UInt8(truncatingIfNeeded: random.next())
                    }
                )
            }
            writer.begin(header)
            for (name, fingerprint, kind, bytes) in sections {
                bytes.withUnsafeBytes {
                    writer.section(operator: name, fingerprint: fingerprint, kind: kind, bytes: $0)
                }
            }
            writer.finish()
            for index in 0..<writer.partCount {
                let part = writer.part(at: index)
                #expect(part.count <= writer.maxPartBytes && part.count > BlockPart.headBytes)
                #expect(try parts.add(part) == (index == writer.partCount - 1 ? .complete : .incomplete))
            }
            #expect(parts.parts.map { [UInt8]($0) } == writer.parts.map { [UInt8]($0) })
            var reader = try BlockReader(parts.body, of: SampleBlock.task)
            #expect(reader.header == header)
            for (name, fingerprint, kind, bytes) in sections where !bytes.isEmpty {
                let section = try #require(try reader.next())
                #expect(
                    section.operatorName == name && section.fingerprint == fingerprint && section.kind == kind
                )
                #expect([UInt8](section.bytes) == bytes, "seed \(seed)")
            }
            let isBehind = try reader.next() == nil
            #expect(isBehind)
        }
    }
}

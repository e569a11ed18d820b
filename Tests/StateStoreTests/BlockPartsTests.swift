import EventModel
import StateStore
import Testing

@Suite struct BlockPartsTests {
    private func add(_ part: [UInt8], to parts: BlockParts) throws(BlockDamage) -> BlockParts.Progress {
        // Typed: what is thrown inside is handed out as it is.
        try Result { () throws(BlockDamage) in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: part.count, alignment: 1)
            defer { copy.deallocate() }
            copy.copyBytes(from: part)
            return try parts.add(UnsafeRawBufferPointer(copy))
        }.get()
    }

    @Test func `every damaged byte is noticed`() throws {
        for part in SampleBlock.parts(1, bytes: 100) {
            for place in part.indices {
                for bit in 0..<8 {
                    var damaged = part
                    damaged[place] ^= 1 << UInt8(bit)
                    let parts = BlockParts(task: SampleBlock.task)
                    #expect(throws: BlockDamage.self) { try add(damaged, to: parts) }
                }
            }
        }
    }

    @Test func `a part that was cut off or made longer is noticed`() throws {
        let part = SampleBlock.parts(1, bytes: 0, maxPartBytes: 512)[0]
        for count in part.indices {
            #expect(throws: BlockDamage.self) {
                try add(Array(part[..<count]), to: BlockParts(task: SampleBlock.task))
            }
        }
        #expect(throws: BlockDamage.length(found: part.count + 1, expected: part.count)) {
            try add(part + [0], to: BlockParts(task: SampleBlock.task))
        }
    }

    @Test func `a newer format is told as such`() throws {
        var part = SampleBlock.parts(1, bytes: 0)[0]
        part[4] = 9
        #expect(throws: BlockDamage.newerFormat(9)) { try add(part, to: BlockParts(task: SampleBlock.task)) }
        #expect(BlockDamage.newerFormat(9).description.contains("newer version of credence"))
    }

    @Test func `a block of another task is told as such`() throws {
        var other = SampleBlock.task
        other.partition += 1
        #expect(throws: BlockDamage.otherTask(expected: other)) {
            try add(SampleBlock.parts(1, bytes: 0)[0], to: BlockParts(task: other))
        }
    }

    @Test func `a later attempt replaces one that was broken off`() throws {
        let (old, new) = (SampleBlock.parts(1, bytes: 300), SampleBlock.parts(1, bytes: 200))
        let parts = BlockParts(task: SampleBlock.task)
        #expect(try add(old[0], to: parts) == .incomplete)
        #expect(try add(old[1], to: parts) == .incomplete)
        for part in new.dropLast() { #expect(try add(part, to: parts) == .incomplete) }
        // A part of the old attempt that comes too late changes nothing.
        #expect(try add(old[2], to: parts) == .stray)
        #expect(try add(new[new.count - 1], to: parts) == .complete)
        #expect(parts.parts.map { [UInt8]($0) } == new)
        for part in old { _ = try add(part, to: parts) }
        #expect(parts.isComplete && parts.parts.map { [UInt8]($0) } == old)
    }

    @Test func `what begins in the middle of a block is left out`() throws {
        let parts = BlockParts(task: SampleBlock.task)
        for part in SampleBlock.parts(1, bytes: 300).dropFirst() {
            #expect(try add(part, to: parts) == .stray)
        }
        #expect(!parts.isComplete)
        for part in SampleBlock.parts(2, bytes: 300) { _ = try add(part, to: parts) }
        #expect(parts.isComplete && parts.number == 2)
    }
}

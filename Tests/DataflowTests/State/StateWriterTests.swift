import Dataflow
import EventModel
import Testing

/// Symbols of state: as bytes the first time, then by the place of the first.
@Suite struct StateWriterTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `symbols of any number of stretches are read into another table as they were`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let table = SymbolTable()
        let ids = (0..<2000).map { table.intern("symbol \($0 * 7919)") }
        let stretches = (0..<6).map { _ in
            // Few different ones, or so many that the writer's own table grows.
            let variety = Int.random(in: 1...ids.count, using: &random)
            return (0..<Int.random(in: 0...3000, using: &random)).map { _ in
                ids[Int.random(in: 0..<variety, using: &random)]
            }
        }
        let writer = StateWriter()
        for stretch in stretches {
            writer.beginSymbols()
            for id in stretch { writer.symbol(id, of: table) }
        }

        let other = SymbolTable()
        _ = other.intern("something before")
        var reader = StateReader(writer.bytes)
        for stretch in stretches {
            reader.beginSymbols()
            for id in stretch {
                let read = try reader.symbol(in: other)
                #expect(other.string(of: read) == table.string(of: id))
            }
        }
        #expect(reader.isAtEnd)
    }

    @Test func `a symbol's bytes are written once in a stretch`() {
        let table = SymbolTable()
        let id = table.intern("a rather long name of a seller")
        let writer = StateWriter()
        writer.symbol(id, of: table)
        let once = writer.count
        for _ in 0..<10 { writer.symbol(id, of: table) }
        #expect(writer.count == once + 10)
        writer.beginSymbols()
        writer.symbol(id, of: table)
        #expect(writer.count == once + 10 + once)
    }
}

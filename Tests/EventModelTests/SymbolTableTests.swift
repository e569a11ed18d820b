import EventModel
import Testing

@Suite struct SymbolTableTests {
    @Test func `equal strings get equal ids, counted from 0`() {
        let table = SymbolTable()
        #expect(["a", "b", "a", "", "b", ""].map { table.intern($0) } == [0, 1, 0, 2, 1, 2])
        #expect(table.string(of: 1) == "b")
        #expect(table.string(of: 2) == "")
    }

    @Test func `many strings of every length keep their ids while the table grows`() {
        let table = SymbolTable()
        let strings = (0..<20_000).map { String(repeating: "x", count: $0 % 40) + String($0) }
        let ids = strings.map { table.intern($0) }
        #expect(Set(ids).count == strings.count)
        for (string, id) in zip(strings, ids) {
            #expect(table.intern(string) == id)
            #expect(table.string(of: id) == string)
        }
        #expect(table.count == strings.count)
    }

    @Test func `finding does not add`() {
        let table = SymbolTable()
        _ = table.intern("known")
        let found = "unknown".utf8.withContiguousStorageIfAvailable { table.find(UnsafeRawBufferPointer($0)) }
        #expect(found == .some(nil))
        #expect(table.count == 1)
    }
}

@Suite struct ByteHashTests {
    @Test func `strings that differ in one byte differ in their hash`() {
        var seen: Set<UInt64> = []
        for length in 0..<64 {
            var bytes = Array(repeating: UInt8(ascii: "k"), count: length)
            #expect(seen.insert(bytes.withUnsafeBytes { ByteHash.hash($0) }).inserted)
            for place in 0..<length {
                bytes[place] = UInt8(ascii: "l")
                #expect(seen.insert(bytes.withUnsafeBytes { ByteHash.hash($0) }).inserted)
                bytes[place] = UInt8(ascii: "k")
            }
        }
    }

    @Test func `the hash is the same in every process`() {
        #expect(ByteHash.hash("seller-1") == 6_021_980_726_145_339_817)
    }

    @Test(arguments: 0..<40)
    func `bytes are equal only when every one is`(length: Int) {
        let left = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        for place in 0..<length {
            var right = left
            right[place] ^= 1
            let isEqual = left.withUnsafeBytes { left in
                right.withUnsafeBytes { ByteHash.equal(left.baseAddress, $0.baseAddress, count: length) }
            }
            #expect(!isEqual)
        }
        #expect(left.withUnsafeBytes { ByteHash.equal($0.baseAddress, $0.baseAddress, count: length) })
    }
}

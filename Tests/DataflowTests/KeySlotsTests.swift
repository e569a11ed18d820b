import EventModel
import Dataflow
import Testing

@Suite struct KeySlotsTests {
    @Test(arguments: UInt64(0)..<50)
    func `slots behave like a dictionary under random insertion and removal`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var slots = KeySlots()
        var expected: [String: Int] = [:]
        for _ in 0..<3000 {
            var key = String(repeating: "k", count: Int.random(in: 0..<40, using: &random))
            key += String(Int.random(in: 0..<200, using: &random))
            if let slot = expected[key], Bool.random(using: &random) {
                slots.remove(slot: slot)
                expected[key] = nil
                continue
            }
            let (slot, isNew) = key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)) }
            #expect(isNew == (expected[key] == nil), "seed \(seed)")
            if let known = expected[key] { #expect(known == slot, "seed \(seed)") }
            expected[key] = slot
        }
        #expect(slots.count == expected.count)
        #expect(Set(expected.values).count == expected.count, "two live keys share a slot, seed \(seed)")
        for (key, slot) in expected {
            var copy = key
            #expect(copy.withUTF8 { slots.find(UnsafeRawBufferPointer($0)) } == slot, "seed \(seed)")
            #expect(slots.withKey(of: slot) { String(decoding: $0, as: UTF8.self) } == key, "seed \(seed)")
        }
    }

    @Test func `memory follows the live keys, not those ever seen`() {
        var slots = KeySlots()
        for number in 0..<100_000 {
            var key = "order-\(number)"
            let (slot, _) = key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)) }
            slots.remove(slot: slot)
        }
        #expect(slots.count == 0)
        #expect(slots.capacity == 1)
    }
}

import Dataflow
import EventModel
import Testing

@Suite struct KeySlotsTests {
    private static func key(_ random: inout SplitMix64) -> String {
        // Some are too long to lie among the others.
        let length = Int.random(in: 0..<8, using: &random) == 0 ? 240..<300 : 0..<40
        return String(repeating: "k", count: Int.random(in: length, using: &random))
            + String(Int.random(in: 0..<200, using: &random))
    }

    @Test(arguments: UInt64(0)..<50)
    func `slots behave like a dictionary under random insertion and removal`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var slots = KeySlots()
        var expected: [String: Int] = [:]
        for _ in 0..<3000 {
            var key = Self.key(&random)
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
            #expect(String(decoding: slots.key(of: slot), as: UTF8.self) == key, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `a twin has its key and takes its place`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var slots = KeySlots()
        var expected: [String: [Int]] = [:]
        for _ in 0..<2000 {
            var key = Self.key(&random)
            guard var own = expected[key] else {
                expected[key] = [key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)).slot }]
                continue
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: own.append(slots.insertTwin(of: own[0]))
            case 1 where own.count > 1: slots.remove(slot: own.removeLast())
            case 2:
                slots.remove(slot: own[0], successor: own.count > 1 ? own[1] : nil)
                own.removeFirst()
            default: break
            }
            expected[key] = own.isEmpty ? nil : own
            let found = key.withUTF8 { slots.find(UnsafeRawBufferPointer($0)) }
            #expect(found == own.first, "seed \(seed)")
        }
        #expect(slots.count == expected.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
        for (key, own) in expected {
            for slot in own {
                #expect(String(decoding: slots.key(of: slot), as: UTF8.self) == key, "seed \(seed)")
                #expect(slots.isTwin(slot) == (slot != own[0]), "seed \(seed)")
            }
        }
    }

    @Test func `memory follows the live keys, not those ever seen`() {
        var slots = KeySlots()
        var most = 0
        for number in 0..<100_000 {
            var key = "order-\(number)"
            let (slot, _) = key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)) }
            most = max(most, slots.capacity)
            slots.remove(slot: slot)
        }
        #expect(slots.count == 0)
        #expect(most == 1)
    }

    @Test func `memory is given back when the last key is gone`() {
        var slots = KeySlots()
        let empty = slots.memoryBytes
        for number in 0..<50_000 {
            var key = "order-\(number)"
            _ = key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)) }
        }
        #expect(slots.memoryBytes > 50_000 * 20)
        for slot in 0..<50_000 { slots.remove(slot: slot) }
        slots.trim()
        #expect(slots.memoryBytes <= empty + 1024)
        var key = "order-1"
        #expect(key.withUTF8 { slots.find(UnsafeRawBufferPointer($0)) } == nil)
        #expect(key.withUTF8 { slots.insert(UnsafeRawBufferPointer($0)).slot } == 0)
    }
}

/// One deadline for each of many slots, the earliest at hand: a binary heap that knows where each slot stands.
///
/// - Complexity: ``first`` O(1), changes O(log slots); no entries of the past pile up.
struct DeadlineHeap {
    private static let none = Int64.max
    private var heap: [UInt32] = []
    // By slot: its time, and its place in the heap where it has one.
    private var times: [Int64] = []
    private var places: [UInt32] = []

    /// The slot with the earliest deadline.
    var first: (slot: Int, time: Int64)? {
        heap.first.map { (Int($0), times[Int($0)]) }
    }

    /// The deadline of a slot, `.max` when it has none.
    func time(of slot: Int) -> Int64 { slot < times.count ? times[slot] : Self.none }

    /// Sets or moves a slot's deadline; `.max` takes it out.
    mutating func set(_ slot: Int, at time: Int64) {
        if slot >= times.count {
            let missing = slot + 1 - times.count
            times.append(contentsOf: repeatElement(Self.none, count: missing))
            places.append(contentsOf: repeatElement(0, count: missing))
        }
        guard time != Self.none else { return remove(slot) }
        if times[slot] == Self.none {
            places[slot] = UInt32(heap.count)
            heap.append(UInt32(slot))
        }
        times[slot] = time
        rise(Int(places[slot]))
        sink(Int(places[slot]))
    }

    /// Takes a slot's deadline out, if it has one.
    mutating func remove(_ slot: Int) {
        guard time(of: slot) != Self.none else { return }
        let place = Int(places[slot])
        times[slot] = Self.none
        let last = heap.removeLast()
        guard Int(last) != slot else { return }
        put(last, at: place)
        rise(place)
        sink(Int(places[Int(last)]))
    }

    private mutating func rise(_ start: Int) {
        var place = start
        let slot = heap[place]
        while place > 0, times[Int(slot)] < times[Int(heap[(place - 1) / 2])] {
            put(heap[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        put(slot, at: place)
    }

    private mutating func sink(_ start: Int) {
        var place = start
        let slot = heap[place]
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, times[Int(heap[child + 1])] < times[Int(heap[child])] { child += 1 }
            guard times[Int(heap[child])] < times[Int(slot)] else { break }
            put(heap[child], at: place)
            place = child
        }
        put(slot, at: place)
    }

    private mutating func put(_ slot: UInt32, at place: Int) {
        heap[place] = slot
        places[Int(slot)] = UInt32(place)
    }
}

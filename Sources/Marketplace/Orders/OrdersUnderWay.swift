import EventModel

/// The next event of every order that has begun and is not over, the earliest arrival first: a binary heap.
struct OrdersUnderWay {
    /// Which step of which order is next; the order itself is made again from its number when its turn comes.
    struct Next {
        var arrival: EventTime
        var order: Int
        var step: Int

        static func < (left: Next, right: Next) -> Bool {
            (left.arrival, left.order, left.step) < (right.arrival, right.order, right.step)
        }
    }

    private var heap: [Next] = []

    /// The earliest; `nil` when no order is under way. O(1).
    var first: Next? { heap.first }

    /// Adds an order's next step. O(log orders).
    mutating func insert(_ next: Next) {
        heap.append(next)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out the earliest. O(log orders).
    mutating func removeFirst() -> Next? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while let child = smallerChild(of: place), heap[child] < heap[place] {
            heap.swapAt(place, child)
            place = child
        }
        return first
    }

    private func smallerChild(of place: Int) -> Int? {
        let left = 2 * place + 1
        guard left < heap.count else { return nil }
        return left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
    }
}

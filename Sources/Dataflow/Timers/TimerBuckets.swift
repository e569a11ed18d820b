/// Event-time timers in buckets of equal width: setting and firing one costs the same however many there are.
///
/// A timer is a time and a number; timers cannot be taken back, so the owner checks on firing whether it still wants
/// one. Within a bucket timers fire in no particular order of time, but never before their time.
///
/// - Complexity: set and fire O(1) amortised, plus O(log buckets) for the first timer of a bucket.
package struct TimerBuckets {
    private struct Timer {
        var time: Int64
        var payload: UInt32
    }

    private let width: Int64
    private var buckets: [Int64: [Timer]] = [:]
    // A binary heap of the numbers of the buckets that exist.
    private var heap: [Int64] = []
    /// How many timers are set.
    package private(set) var count = 0

    /// No timers.
    ///
    /// - Parameter widthMilliseconds: the width of a bucket; about the step in which time usually advances.
    package init(widthMilliseconds: Int64) {
        precondition(widthMilliseconds > 0)
        width = widthMilliseconds
    }

    /// Sets a timer.
    package mutating func set(_ payload: UInt32, at time: Int64) {
        let bucket = Pane.index(of: time, width: width)
        if buckets[bucket]?.append(Timer(time: time, payload: payload)) == nil {
            buckets[bucket] = [Timer(time: time, payload: payload)]
            push(bucket)
        }
        count += 1
    }

    /// Moves the timers up to and including `time` out, as payload and time.
    package mutating func fire(through time: Int64, _ body: (_ payload: UInt32, _ time: Int64) -> Void) {
        let last = Pane.index(of: time, width: width)
        while let bucket = heap.first, bucket <= last {
            guard var timers = buckets[bucket] else { return }
            if bucket < last {
                pop()
                buckets[bucket] = nil
                count -= timers.count
                for timer in timers { body(timer.payload, timer.time) }
                continue
            }
            let due = timers.filter { $0.time <= time }
            guard !due.isEmpty else { return }
            timers.removeAll { $0.time <= time }
            count -= due.count
            if timers.isEmpty {
                pop()
                buckets[bucket] = nil
            } else {
                buckets[bucket] = timers
            }
            for timer in due { body(timer.payload, timer.time) }
            return
        }
    }

    private mutating func push(_ bucket: Int64) {
        heap.append(bucket)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

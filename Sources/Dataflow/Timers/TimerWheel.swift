package import EventModel

/// Event-time timers, one for each of some small numbers: setting, cancelling and firing one costs the same however
/// many there are, and 16 bytes.
///
/// The times before the wheel are cut into 256 buckets of 1 ms, 256 of 256 ms, and so on for eight levels: a timer lies
/// in the level of the highest byte in which its time differs from the wheel's. When time reaches a bucket, those of
/// its timers that are due fire and the others move to lower levels, seven times at most in a timer's life. The timers
/// of a bucket are linked through the timers themselves, so that a bucket takes four bytes, however full it is.
///
/// What is due is taken out one by one with ``next(through:budget:)``, so that the owner may stop at any timer and go
/// on later. Timers come in the order of their buckets and in no particular order within one, never before their time.
///
/// - Complexity: set and cancel O(1), fire O(1) amortised.
package struct TimerWheel: ~Copyable {
    private struct Node {
        // `unset` without a timer.
        var time: Int64
        var next: UInt32
        // For the first of a bucket the bucket, marked.
        var previous: UInt32
    }

    private static let levels = 8
    private static let bucketsPerLevel = 256
    private static let noBucket = levels * bucketsPerLevel
    private static let unset = Int64.max
    private static let none = UInt32.max
    private static let bucketMark: UInt32 = 1 << 31

    /// How many timers are set.
    package private(set) var count = 0
    private var nodes: Chunks
    private let heads: UnsafeMutablePointer<UInt32>
    private var buckets = OccupiedBuckets(levels: levels)
    // How far time has come, counted from the earliest time there is.
    private var position: UInt64 = 0
    // The bucket that is being emptied; the wheel's position is its start. Otherwise one that is always empty.
    private var draining = noBucket

    /// No timers; memory is taken from the pool, if there is one.
    package init(pool: PagePool? = nil) {
        nodes = Chunks(stride: MemoryLayout<Node>.stride, pool: pool)
        heads = .allocate(capacity: Self.noBucket + 1)
        heads.initialize(repeating: Self.none, count: Self.noBucket + 1)
    }

    deinit { heads.deallocate() }

    /// Bytes taken from the system.
    package var memoryBytes: Int {
        nodes.memoryBytes + (Self.noBucket + 1) * MemoryLayout<UInt32>.stride
    }

    /// When a number's timer fires; nil if none is set.
    package func time(of number: Int) -> Int64? {
        guard number < nodes.capacity, self[number].pointee.time != Self.unset else { return nil }
        return self[number].pointee.time
    }

    /// Sets a number's timer, also if it was set for another time; one that lies behind fires with the next.
    ///
    /// - Parameters:
    ///   - number: small, because memory follows the largest; less than 2³¹.
    ///   - time: in milliseconds, before the end of time.
    package mutating func set(_ number: Int, at time: Int64) {
        precondition(number < Int(Self.bucketMark) && time != Self.unset)
        while number >= nodes.capacity { grow() }
        if self[number].pointee.time == Self.unset { count += 1 } else { unlink(number) }
        self[number].pointee.time = time
        link(number)
    }

    /// Takes a number's timer back, if one is set.
    package mutating func cancel(_ number: Int) {
        guard time(of: number) != nil else { return }
        unlink(number)
        self[number].pointee.time = Self.unset
        count -= 1
    }

    /// Takes out one of the timers up to and including a time.
    ///
    /// Timers that are set in the meantime must lie after `time`, or the owner would never come to an end.
    ///
    /// - Parameters:
    ///   - time: in milliseconds; does nothing if time was further already.
    ///   - budget: how many timers may still be touched; each that fires or moves takes one.
    /// - Returns: its number; nil if nothing is left to fire, or the budget is used up.
    package mutating func next(through time: Int64, budget: inout Int) -> Int? {
        let end = Self.distance(time)
        guard end >= position else { return nil }
        while budget > 0 {
            guard let bucket = firstBucket(through: end) else {
                position = end
                draining = Self.noBucket
                return nil
            }
            budget -= 1
            let number = Int(heads[bucket])
            unlink(number)
            if self[number].pointee.time <= time {
                self[number].pointee.time = Self.unset
                count -= 1
                return number
            }
            link(number)
        }
        return nil
    }

    /// Gives some memory back if no timer is set; a large wheel needs several calls.
    package mutating func trim() {
        if count == 0 { nodes.trim() }
    }

    @inline(__always)
    private subscript(number: Int) -> UnsafeMutablePointer<Node> {
        nodes.at(number).assumingMemoryBound(to: Node.self)
    }

    private static func distance(_ time: Int64) -> UInt64 { UInt64(bitPattern: time) ^ 1 << 63 }

    /// The bucket that comes first; moves on to its start.
    @inline(__always)
    private mutating func firstBucket(through end: UInt64) -> Int? {
        // First what was left of the one before: its timers may precede all others.
        if heads[draining] != Self.none { return draining }
        return nextBucket(through: end)
    }

    private mutating func nextBucket(through end: UInt64) -> Int? {
        for level in 0..<Self.levels {
            let shift = UInt64(8 * level)
            let here = Int(position >> shift & 255)
            // In upper levels the bucket at the position was emptied when the position came there.
            guard let index = buckets.first(in: level, from: level == 0 ? here : here + 1) else { continue }
            let start = (position >> shift & ~255 | UInt64(index)) << shift
            guard start <= end else { return nil }
            position = start
            draining = level * Self.bucketsPerLevel + index
            return draining
        }
        return nil
    }

    private func bucket(of time: Int64) -> Int {
        let distance = max(Self.distance(time), position)
        let difference = distance ^ position
        let level = difference == 0 ? 0 : (63 - difference.leadingZeroBitCount) >> 3
        return level * Self.bucketsPerLevel + Int(distance >> UInt64(8 * level) & 255)
    }

    private mutating func link(_ number: Int) {
        let node = self[number]
        let bucket = bucket(of: node.pointee.time)
        let second = heads[bucket]
        node.pointee.next = second
        node.pointee.previous = UInt32(bucket) | Self.bucketMark
        if second != Self.none {
            self[Int(second)].pointee.previous = UInt32(number)
        } else {
            buckets.insert(bucket)
        }
        heads[bucket] = UInt32(number)
    }

    private mutating func unlink(_ number: Int) {
        let (next, previous) = (self[number].pointee.next, self[number].pointee.previous)
        if next != Self.none { self[Int(next)].pointee.previous = previous }
        if previous & Self.bucketMark == 0 {
            self[Int(previous)].pointee.next = next
        } else {
            let bucket = Int(previous & ~Self.bucketMark)
            heads[bucket] = next
            if next == Self.none { buckets.remove(bucket) }
        }
    }

    private mutating func grow() {
        let first = nodes.capacity
        nodes.grow()
        for number in first..<nodes.capacity {
            let node = Node(time: Self.unset, next: Self.none, previous: Self.none)
            nodes.at(number).initializeMemory(as: Node.self, repeating: node, count: 1)
        }
    }
}

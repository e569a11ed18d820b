/// Quantiles with a bounded relative error (DDSketch: Masson, Rim and Lee 2019).
///
/// Counts of values in the buckets of a ``QuantileScale``. A quantile is within `relativeError` of the exact one,
/// for values whose size is from 1e-9 to 1e18; smaller and larger ones count as these. So there are at most
/// 62.8 / relativeError + 1 buckets (6,281 at 1 %, 100 kB; values of one kind usually take 50 to 400, 16 bytes each),
/// and none are ever collapsed: merging adds counts, subtracting takes them back exactly. Counts may be negative on
/// the way, when what takes a value back arrives before the value.
package struct QuantileSketch: Sketch {
    private struct Bucket: Equatable {
        var number: Int32
        var count: Int64
    }

    /// Which bucket a value goes to.
    package let scale: QuantileScale
    /// How many values there are, those taken back not among them.
    package private(set) var count: Int64 = 0
    // Ascending by number, which is ascending by value; no count is 0.
    private var buckets: [Bucket] = []

    /// Nothing yet; the relative error from 0.0001 to 0.5.
    package init(relativeError: Double = 0.01) { scale = QuantileScale(relativeError: relativeError) }

    package var isEmpty: Bool { buckets.isEmpty }
    package var byteCount: Int { buckets.storageByteCount }

    /// Counts a value `weight` times; a negative weight takes it back.
    ///
    /// - Returns: `false` for NaN and infinities, which change nothing.
    /// - Complexity: O(log buckets) for a bucket that is there, O(buckets) for a new one.
    @discardableResult
    package mutating func insert(_ value: Double, weight: Int64 = 1) -> Bool {
        guard value.isFinite else { return false }
        guard weight != 0 else { return true }
        let number = scale.bucket(of: value)
        let place = buckets.place(of: number) { $0.number }
        count &+= weight
        if place < buckets.count, buckets[place].number == number {
            buckets[place].count &+= weight
            if buckets[place].count == 0 { buckets.remove(at: place) }
        } else {
            buckets.insert(Bucket(number: number, count: weight), at: place)
        }
        return true
    }

    /// Adds the values of another one of the same relative error.
    package mutating func merge(_ other: QuantileSketch) { add(other, sign: 1) }

    /// Takes back the values of another one of the same relative error.
    package mutating func subtract(_ other: QuantileSketch) { add(other, sign: -1) }

    private mutating func add(_ other: QuantileSketch, sign: Int64) {
        precondition(scale == other.scale, "sketches of different relative error cannot be merged")
        count &+= sign &* other.count
        var added = other.buckets
        if sign < 0 { for place in added.indices { added[place].count = 0 &- added[place].count } }
        if buckets.isEmpty {
            buckets = added
            return
        }
        buckets.merge(added, by: { $0.number }, combine: { $0.count &+= $1.count })
        if buckets.contains(where: { $0.count == 0 }) { buckets.removeAll { $0.count == 0 } }
    }

    /// The value of rank ⌊q·(n − 1)⌋ of the n values in ascending order, the first having rank 0.
    ///
    /// - Returns: `nil` when there are no values or `q` is not from 0 to 1.
    /// - Complexity: O(buckets).
    package func quantile(_ q: Double) -> Double? {
        guard count > 0, q >= 0, q <= 1 else { return nil }
        let last = Double(count - 1)
        let position = q * last
        // The last rank may not be a double, and what it rounds up to not an Int64.
        let rank = position < last ? min(Int64(position), count - 1) : count - 1
        var seen: Int64 = 0
        for bucket in buckets {
            seen &+= bucket.count
            if seen > rank { return scale.value(of: bucket.number) }
        }
        return nil
    }
}

extension QuantileSketch {
    private static let version: UInt8 = 1

    /// Version, relative error, number of buckets; then each bucket's distance from the one before and its count.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.version)
        SketchBytes.append(word: scale.relativeError.bitPattern, to: &bytes)
        SketchBytes.append(UInt64(buckets.count), to: &bytes)
        var last = -scale.largestBucket - 1
        for bucket in buckets {
            SketchBytes.append(UInt64(bucket.number - last), to: &bytes)
            SketchBytes.append(signed: bucket.count, to: &bytes)
            last = bucket.number
        }
    }

    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = SketchReader(bytes)
        guard reader.byte() == Self.version, let error = reader.word().map(Double.init(bitPattern:)),
            QuantileScale.relativeErrors.contains(error), let size = reader.number(as: Int.self),
            size <= reader.remaining / 2
        else { return nil }
        self.init(relativeError: error)
        let largest = scale.largestBucket
        var last = Int64(-largest - 1)
        buckets.reserveCapacity(size)
        for _ in 0..<size {
            guard let step = reader.number(as: UInt32.self), step > 0, let weight = reader.signed(),
                weight != 0
            else { return nil }
            last += Int64(step)
            guard last <= Int64(largest) else { return nil }
            buckets.append(Bucket(number: Int32(truncatingIfNeeded: last), count: weight))
            count &+= weight
        }
        guard reader.remaining == 0 else { return nil }
    }
}

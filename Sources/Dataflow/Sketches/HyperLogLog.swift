/// How many different values there were, from their hashes (Flajolet et al. 2007, with the estimator of Ertl 2017).
///
/// Few values are kept as a sorted list of 26-bit prefixes of their hashes: four bytes each and practically exact
/// (two of a thousand values share a prefix once in 130 lists), so that a gate like "at least 5 buyers" can be
/// trusted. Once the list would be as large as 2^precision registers of a byte, it becomes these registers, whose
/// standard error is 1.04 / √2^precision: 1.6 % at 12. Which form it has depends on how many different prefixes there
/// are and on nothing else, so that every order of insertions and merges ends in the same bytes and estimate.
///
/// A register takes a byte though six bits would do: an insertion is then one load and one store, and a merge sixteen
/// registers per instruction, for a third more memory in the few keys that have so many values.
package struct HyperLogLog: Sketch {
    /// log2 of the number of registers.
    package let precision: UInt8
    // The list's entries, prefix << 6 | rank and ascending by prefix; or four registers per word. The forms are told
    // apart by the length, because a list is always shorter than the registers are.
    private var words: [UInt32] = []

    private static let prefixBits: UInt64 = 26
    private static let suffixBits: UInt64 = 38

    /// Nothing yet; `precision` from 4 to 16. Registers take 2^precision bytes.
    package init(precision: UInt8 = 12) {
        precondition((4...16).contains(precision), "the precision must be from 4 to 16")
        self.precision = precision
    }

    private var registerCount: Int { 1 &<< Int(precision) }
    private var wordCount: Int { registerCount &>> 2 }
    private var isDense: Bool { words.count == wordCount }

    package var isEmpty: Bool { words.isEmpty }
    package var byteCount: Int { words.storageByteCount }

    /// Takes in a value by a well mixed hash of it, such as ``ByteHash`` or the finaliser of ``SplitMix64`` give.
    ///
    /// - Complexity: O(1) with registers, O(list) before, where a list has less than 2^precision / 4 entries.
    package mutating func insert(hash: UInt64) {
        if isDense { return raise(hash) }
        let entry = Self.entry(of: hash)
        let place = words.place(of: entry >> 6) { $0 >> 6 }
        if place < words.count, words[place] >> 6 == entry >> 6 {
            if words[place] < entry { words[place] = entry }
            return
        }
        words.insert(entry, at: place)
        if isDense { spread() }
    }

    /// Adds the values of another one of the same precision.
    package mutating func merge(_ other: HyperLogLog) {
        precondition(precision == other.precision, "sketches of different precision cannot be merged")
        switch (isDense, other.isDense) {
        case (true, true): raise(to: other)
        case (true, false): for entry in other.words { raise(Self.hash(of: entry)) }
        case (false, true):
            let list = words
            words = other.words
            for entry in list { raise(Self.hash(of: entry)) }
        case (false, false):
            words.merge(other.words, by: { $0 >> 6 }, combine: { $0 = Swift.max($0, $1) })
            if words.count >= wordCount { spread() }
        }
    }

    /// The number of different values: near exact while it is a list, then with a standard error of
    /// 1.04 / √2^precision.
    ///
    /// - Complexity: O(1) for a list, O(2^precision) for registers.
    package var estimate: Double {
        guard isDense else {
            // n values are expected to share n(n − 1)/2 / 2^26 prefixes.
            let seen = Double(words.count)
            return seen + seen * (seen - 1) / Double(1 << (Self.prefixBits + 1))
        }
        var histogram = Array(repeating: 0, count: 66 - Int(precision))
        words.withUnsafeBytes { for register in $0 { histogram[Int(register)] += 1 } }
        return RegisterHistogram(counts: histogram).estimate
    }

    // The list becomes registers.
    private mutating func spread() {
        let list = words
        words = Array(repeating: 0, count: wordCount)
        for entry in list { raise(Self.hash(of: entry)) }
    }

    private mutating func raise(_ hash: UInt64) {
        let shift = UInt64(precision)
        let rank = UInt8(
            truncatingIfNeeded: min((hash &<< shift).leadingZeroBitCount, 64 - Int(precision)) + 1)
        words.withUnsafeMutableBytes {
            let register = Int(truncatingIfNeeded: hash &>> (64 - shift))
            if $0[register] < rank { $0[register] = rank }
        }
    }

    private mutating func raise(to other: HyperLogLog) {
        other.words.withUnsafeBytes { theirs in
            words.withUnsafeMutableBytes { mine in
                for register in mine.indices { mine[register] = Swift.max(mine[register], theirs[register]) }
            }
        }
    }

    private static func entry(of hash: UInt64) -> UInt32 {
        let rank = min((hash << prefixBits).leadingZeroBitCount, Int(suffixBits)) + 1
        return UInt32(truncatingIfNeeded: hash >> suffixBits) << 6 | UInt32(truncatingIfNeeded: rank)
    }

    // A hash that has the entry's prefix and rank: registers cannot tell it from the one that was inserted.
    private static func hash(of entry: UInt32) -> UInt64 {
        let rank = UInt64(entry & 63)
        return UInt64(entry >> 6) << suffixBits | (rank > suffixBits ? 0 : 1 << (suffixBits - rank))
    }
}

extension HyperLogLog {
    private static let version: UInt8 = 1

    /// Version, precision, number of words; then a list as differences, or the registers byte by byte.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.append(precision)
        SketchBytes.append(UInt64(words.count), to: &bytes)
        if isDense { return words.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        var last: UInt32 = 0
        for entry in words {
            SketchBytes.append(UInt64(entry - last), to: &bytes)
            last = entry
        }
    }

    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = SketchReader(bytes)
        guard reader.byte() == Self.version, let precision = reader.byte(), (4...16).contains(precision),
            let count = reader.number(as: Int.self)
        else { return nil }
        self.init(precision: precision)
        guard count <= wordCount, readWords(count, from: &reader), reader.remaining == 0 else { return nil }
    }

    private mutating func readWords(_ count: Int, from reader: inout SketchReader) -> Bool {
        if count == wordCount {
            guard let run = reader.run(registerCount), run.allSatisfy({ $0 <= 65 - precision }),
                run.contains(where: { $0 > 0 })
            else { return false }
            words = Array(repeating: 0, count: count)
            words.withUnsafeMutableBytes { $0.copyMemory(from: run) }
            return true
        }
        guard count <= reader.remaining else { return false }
        words.reserveCapacity(count)
        for _ in 0..<count {
            let last = words.last ?? 0
            guard let step = reader.number(as: UInt32.self) else { return false }
            let (entry, overflow) = last.addingReportingOverflow(step)
            guard !overflow, (1...39).contains(entry & 63) else { return false }
            guard words.isEmpty || entry >> 6 > last >> 6 else { return false }
            words.append(entry)
        }
        return true
    }
}

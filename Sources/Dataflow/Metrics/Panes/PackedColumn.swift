import EventModel

/// One word of many records in as few bytes as its values need: their distance from the smallest, in 0, 1, 2, 4 or
/// 8 bytes each. Sums of money often are multiples of a cent, so a common factor is taken out first.
struct PackedColumn {
    private enum Width: Int { case none = 0, one = 1, two = 2, four = 4, eight = 8 }

    private let width: Width
    private let base: Int64
    private let factor: Int64
    private let bytes: UnsafeMutableRawPointer?
    let byteCount: Int
    private let space: StateSpace

    // A cent and a whole unit in millionths.
    private static let factors: [Int64] = [1_000_000, 10_000]

    /// Packs values; the memory is the caller's to free with ``deallocate()``.
    init(_ values: UnsafePointer<Int64>, count: Int, in space: StateSpace) {
        self.space = space
        var (least, most) = (Int64.max, Int64.min)
        for place in 0..<count { (least, most) = (min(least, values[place]), max(most, values[place])) }
        base = count == 0 ? 0 : least
        var span = count == 0 ? 0 : UInt64(bitPattern: most) &- UInt64(bitPattern: least)
        var factor: Int64 = 1
        if span > UInt64(UInt16.max), span < UInt64(Int64.max) {
            let base = base
            factor =
                Self.factors.first { factor in
                    (0..<count).allSatisfy { (values[$0] - base) % factor == 0 }
                } ?? 1
            span /= UInt64(factor)
        }
        self.factor = factor
        width =
            switch span {
            case 0: .none
            case ...UInt64(UInt8.max): .one
            case ...UInt64(UInt16.max): .two
            case ...UInt64(UInt32.max): .four
            default: .eight
            }
        byteCount = count * width.rawValue
        bytes = byteCount == 0 ? nil : space.allocate(byteCount: byteCount)
        pack(values, count)
    }

    func deallocate() {
        if let bytes { space.deallocate(bytes, byteCount: byteCount) }
    }

    /// Whether every value is 0.
    var isZero: Bool { width == .none && base == 0 }

    /// Unpacks a stretch of values.
    @inline(__always)
    func unpack(_ range: Range<Int>, into target: UnsafeMutablePointer<Int64>) {
        switch width {
        case .none: target.update(repeating: base, count: range.count)
        case .one: unpack(UInt8.self, range, target)
        case .two: unpack(UInt16.self, range, target)
        case .four: unpack(UInt32.self, range, target)
        case .eight: unpack(UInt64.self, range, target)
        }
    }

    private func pack(_ values: UnsafePointer<Int64>, _ count: Int) {
        switch width {
        case .none: break
        case .one: pack(UInt8.self, values, count)
        case .two: pack(UInt16.self, values, count)
        case .four: pack(UInt32.self, values, count)
        case .eight: pack(UInt64.self, values, count)
        }
    }

    private func pack<Word: FixedWidthInteger>(
        _ type: Word.Type, _ values: UnsafePointer<Int64>, _ count: Int
    ) {
        guard let target = bytes?.assumingMemoryBound(to: Word.self) else { return }
        for place in 0..<count {
            let distance = UInt64(bitPattern: values[place]) &- UInt64(bitPattern: base)
            target[place] = Word(truncatingIfNeeded: factor == 1 ? distance : distance / UInt64(factor))
        }
    }

    @inline(__always)
    private func unpack<Word: FixedWidthInteger>(
        _ type: Word.Type, _ range: Range<Int>, _ target: UnsafeMutablePointer<Int64>
    ) {
        guard let source = bytes?.assumingMemoryBound(to: Word.self) else { return }
        for place in 0..<range.count {
            target[place] = base &+ Int64(truncatingIfNeeded: source[range.lowerBound + place]) &* factor
        }
    }
}

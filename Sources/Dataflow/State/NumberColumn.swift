/// Many integers side by side in state that is written: the smallest, and the distance of each from it in as few bytes
/// as the largest distance needs.
///
/// What is counted is mostly small, and what belongs together is mostly alike: panes of one commit, lengths of ids.
enum NumberColumn {
    /// Writes every `stride`th of some values.
    ///
    /// - Complexity: O(count), a few instructions each.
    static func write(
        _ values: UnsafePointer<Int64>, stride: Int = 1, count: Int, to writer: StateWriter
    ) {
        var (least, most) = (Int64.max, Int64.min)
        var place = 0
        for _ in 0..<count {
            (least, most) = (min(least, values[place]), max(most, values[place]))
            place += stride
        }
        let base = count == 0 ? 0 : least
        let span = count == 0 ? 0 : UInt64(bitPattern: most) &- UInt64(bitPattern: least)
        let width = span == 0 ? 0 : span <= 0xFF ? 1 : span <= 0xFFFF ? 2 : span <= 0xFFFF_FFFF ? 4 : 8
        writer.byte(UInt8(width))
        writer.integer(base)
        let target = writer.room(width * count)
        switch width {
        case 1: pack(UInt8.self, values, stride, count, base, target)
        case 2: pack(UInt16.self, values, stride, count, base, target)
        case 4: pack(UInt32.self, values, stride, count, base, target)
        case 8: pack(UInt64.self, values, stride, count, base, target)
        default: break
        }
    }

    /// Writes values.
    static func write(_ values: [Int64], to writer: StateWriter) {
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            write(base, count: values.count, to: writer)
        }
    }

    /// Reads what was written into every `stride`th place.
    static func read(
        into target: UnsafeMutablePointer<Int64>, stride: Int = 1, count: Int,
        from reader: inout StateReader
    ) throws(StateDamage) {
        let width = Int(try reader.byte())
        let base = try reader.integer()
        guard [0, 1, 2, 4, 8].contains(width) else {
            throw StateDamage("\(width) is no width of a number")
        }
        let (byteCount, overflow) = width.multipliedReportingOverflow(by: count)
        guard !overflow else { throw StateDamage("a count is too large") }
        guard let source = try reader.raw(byteCount).baseAddress else { return }
        switch width {
        case 1: unpack(UInt8.self, source, count, base, target, stride)
        case 2: unpack(UInt16.self, source, count, base, target, stride)
        case 4: unpack(UInt32.self, source, count, base, target, stride)
        case 8: unpack(UInt64.self, source, count, base, target, stride)
        default: for place in 0..<count { target[place * stride] = base }
        }
    }

    /// Reads so many values, known to be no more than there is memory for.
    static func read(count: Int, from reader: inout StateReader) throws(StateDamage) -> [Int64] {
        guard count > 0 else { return [] }
        var values = [Int64](repeating: 0, count: count)
        // Closures of the library cannot throw a typed error.
        var damage: StateDamage?
        values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            do throws(StateDamage) {
                try read(into: base, count: count, from: &reader)
            } catch {
                damage = error
            }
        }
        if let damage { throw damage }
        return values
    }

    @inline(__always)
    private static func pack<Word: FixedWidthInteger>(
        _ type: Word.Type, _ values: UnsafePointer<Int64>, _ stride: Int, _ count: Int, _ base: Int64,
        _ target: UnsafeMutableRawPointer
    ) {
        var (source, place) = (0, 0)
        for _ in 0..<count {
            let distance = Word(truncatingIfNeeded: values[source] &- base)
            target.storeBytes(of: distance.littleEndian, toByteOffset: place, as: type)
            source += stride
            place += MemoryLayout<Word>.size
        }
    }

    @inline(__always)
    private static func unpack<Word: FixedWidthInteger>(
        _ type: Word.Type, _ source: UnsafeRawPointer, _ count: Int, _ base: Int64,
        _ target: UnsafeMutablePointer<Int64>, _ stride: Int
    ) {
        var (place, next) = (0, 0)
        for _ in 0..<count {
            let distance = Word(littleEndian: source.loadUnaligned(fromByteOffset: place, as: type))
            target[next] = base &+ Int64(truncatingIfNeeded: distance)
            place += MemoryLayout<Word>.size
            next += stride
        }
    }
}

/// Hashing and comparing short byte strings, eight bytes at a time.
///
/// The hash is the same in every process and on every run, so it may route (which merge task owns a key) and name
/// things (alert ids). It mixes with 64 × 64 → 128-bit multiplications, in the manner of Wang Yi's wyhash; it is not
/// meant to withstand an attacker.
public enum ByteHash {
    /// The hash of some bytes.
    @inlinable public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var state = seed ^ 0xA076_1D64_78BD_642F
        var remaining = bytes.count
        guard var cursor = bytes.baseAddress, remaining > 0 else { return mix(state, 0xE703_7ED1_A0B4_28DB) }
        while remaining > 16 {
            state = mix(load64(cursor) ^ 0xE703_7ED1_A0B4_28DB, load64(cursor + 8) ^ state)
            cursor += 16
            remaining -= 16
        }
        let low: UInt64
        let high: UInt64
        if remaining >= 8 {
            low = load64(cursor)
            high = load64(cursor + (remaining - 8))
        } else if remaining >= 4 {
            low = UInt64(load32(cursor))
            high = UInt64(load32(cursor + (remaining - 4)))
        } else {
            low =
                UInt64(cursor.load(as: UInt8.self)) << 16
                | UInt64(cursor.load(fromByteOffset: remaining >> 1, as: UInt8.self)) << 8
                | UInt64(cursor.load(fromByteOffset: remaining - 1, as: UInt8.self))
            high = 0
        }
        let body = mix(low ^ 0xE703_7ED1_A0B4_28DB, high ^ state)
        return mix(body ^ 0x8EBC_6AF0_9C88_C6E3, UInt64(bytes.count) ^ 0x5899_65CC_7537_4CC3)
    }

    /// The hash of a string's UTF-8.
    public static func hash(_ string: String, seed: UInt64 = 0) -> UInt64 {
        var copy = string
        return copy.withUTF8 { hash(UnsafeRawBufferPointer($0), seed: seed) }
    }

    /// Whether two stretches of `count` bytes are equal.
    @inlinable public static func equal(
        _ left: UnsafeRawPointer?, _ right: UnsafeRawPointer?, count: Int
    ) -> Bool {
        guard count > 0, let left, let right else { return true }
        var place = 0
        while place + 8 <= count {
            if load64(left + place) != load64(right + place) { return false }
            place += 8
        }
        guard place < count else { return true }
        if count >= 8 { return load64(left + (count - 8)) == load64(right + (count - 8)) }
        while place < count {
            if left.load(fromByteOffset: place, as: UInt8.self)
                != right.load(fromByteOffset: place, as: UInt8.self)
            {
                return false
            }
            place += 1
        }
        return true
    }

    /// Folds a 64-bit number into a hash, for hashing several things after one another.
    @inlinable public static func combine(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        mix(hash ^ 0x8EBC_6AF0_9C88_C6E3, value ^ 0xE703_7ED1_A0B4_28DB)
    }

    @inlinable static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inlinable static func load64(_ pointer: UnsafeRawPointer) -> UInt64 {
        pointer.loadUnaligned(as: UInt64.self)
    }

    @inlinable static func load32(_ pointer: UnsafeRawPointer) -> UInt32 {
        pointer.loadUnaligned(as: UInt32.self)
    }
}

/// A number of bytes as pipelines and options write it: a whole number with a unit, such as `64KiB` or `2MB`.
public enum SizeText {
    /// Why a text is no size.
    public enum Failure: Error, Equatable {
        /// It is no number with a unit behind it.
        case unreadable
        /// The unit is missing.
        case withoutUnit
        /// The unit is none of ours.
        case unknownUnit(String)
        /// It is more than 1 TiB.
        case tooLarge
    }

    /// What belongs where a size does.
    public static let example = "a size such as 64KiB or 2MB (units: B, kB, MB, GB, KiB, MiB, GiB)"

    /// What no size is above: 1 TiB.
    public static let limit: Int64 = 1 << 40

    /// Reads a size.
    ///
    /// - Returns: bytes, from 0 to ``limit``; `kB`, `MB` and `GB` are powers of 1000, the others of 1024.
    public static func bytes(_ text: String) throws(Failure) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(text.dropFirst(digits.count))
        guard !digits.isEmpty, unit.allSatisfy(\.isLetter) else { throw .unreadable }
        guard !unit.isEmpty else { throw .withoutUnit }
        guard let factor = units.first(where: { $0.name == unit })?.bytes else { throw .unknownUnit(unit) }
        guard let number = Int64(digits) else { throw .tooLarge }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= limit else { throw .tooLarge }
        return product
    }

    /// Bytes as ``bytes(_:)`` reads them, in the largest unit that leaves no rest. O(1).
    public static func text(_ bytes: Int64) -> String {
        let unit = units.last { bytes % $0.bytes == 0 && bytes >= $0.bytes } ?? units[0]
        return "\(bytes / unit.bytes)\(unit.name)"
    }

    /// From the smallest to the largest.
    static let units: [(name: String, bytes: Int64)] = [
        ("B", 1), ("kB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
        ("GiB", 1 << 30),
    ]
}

extension SizeText.Failure {
    /// What is wrong, for a message.
    public func message(_ text: String) -> String {
        switch self {
        case .unreadable: "'\(text.shortened)' is no size"
        case .withoutUnit: "'\(text.shortened)' has no unit"
        case .unknownUnit(let unit): "unknown unit '\(unit.shortened)' in '\(text.shortened)'"
        case .tooLarge: "'\(text.shortened)' is more than 1 TiB"
        }
    }
}

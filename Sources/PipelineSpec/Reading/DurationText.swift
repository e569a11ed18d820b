/// A duration as pipelines write it: whole numbers with units, such as `10m` or `1d12h`.
package enum DurationText {
    /// Why a text is no duration.
    package enum Failure: Error, Equatable {
        case unreadable, withoutUnit, negative, fraction, tooLong
        case unknownUnit(String)
    }

    static let example = "a duration such as 30s, 10m or 1d12h (units: ms, s, m, h, d, w)"

    /// A hundred years: times stay far from the ends of what they can hold.
    static let limitMilliseconds: Int64 = 36_525 * 86_400_000

    /// - Returns: milliseconds, from 0 to ``limitMilliseconds``.
    package static func milliseconds(_ text: String) throws(Failure) -> Int64 {
        var rest = Substring(text)
        if rest.first == "-" { throw .negative }
        guard !rest.isEmpty else { throw .unreadable }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard !digits.isEmpty else { throw .unreadable }
            if rest.first == "." { throw .fraction }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard !unit.isEmpty else { throw rest.isEmpty ? .withoutUnit : .unreadable }
            guard let factor = units[String(unit)] else { throw .unknownUnit(String(unit)) }
            total = try sum(total, digits, factor)
        }
        return total
    }

    static let units: [String: Int64] = [
        "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]

    private static func sum(_ total: Int64, _ digits: Substring, _ factor: Int64) throws(Failure) -> Int64 {
        guard let number = Int64(digits) else { throw .tooLong }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= limitMilliseconds, total + product <= limitMilliseconds else {
            throw .tooLong
        }
        return total + product
    }
}

extension DurationText.Failure {
    /// What is wrong, for a message.
    func message(_ text: String) -> String {
        switch self {
        case .unreadable: "'\(text.shortened)' is no duration"
        case .withoutUnit: "'\(text.shortened)' has no unit"
        case .negative: "a duration cannot be negative"
        case .fraction: "'\(text.shortened)' has a fraction"
        case .tooLong: "'\(text.shortened)' is longer than 100 years"
        case .unknownUnit(let unit): "unknown unit '\(unit.shortened)' in '\(text.shortened)'"
        }
    }
}

/// A piece of a payload that can be put into a message: one line, printable, at most 64 bytes of UTF-8.
struct Excerpt: CustomStringConvertible {
    static let maxBytes = 64

    let description: String

    /// Shows `bytes`, cut where they are too long; what cannot be printed is a question mark.
    init(_ bytes: UnsafeRawBufferPointer) {
        // Cut before decoding, so that a value of a megabyte costs no more than a short one.
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.maxBytes))
        var shown = ""
        var isCut = bytes.count > head.count
        for scalar in String(decoding: head, as: UTF8.self).unicodeScalars {
            let printed = Self.isPrintable(scalar) ? scalar : "?"
            guard shown.utf8.count + UTF8.width(printed) <= Self.maxBytes - 3 else {
                isCut = true
                break
            }
            shown.unicodeScalars.append(printed)
        }
        description = isCut ? shown + "..." : shown
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return false
        default: return scalar != "\u{FFFD}"
        }
    }
}

/// A set of code points, as a class of a regular expression describes it.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var categories: [CategoryTest] = []
    /// What escapes such as `\D` leave out adds everything else.
    var complements: [ScalarSet] = []
    var isNegated = false
    /// Whether letters of either case are taken.
    var ignoresCase = false

    /// A Unicode general category, or what is not of it.
    struct CategoryTest: Sendable {
        var names: Set<String>
        var isNegated: Bool
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isThere = holds(scalar)
        if !isThere, ignoresCase {
            for other in Self.otherCases(scalar) where holds(other) { isThere = true }
        }
        return isThere != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges where range.contains(scalar.value) { return true }
        for complement in complements where !complement.contains(scalar) { return true }
        guard !categories.isEmpty else { return false }
        let name = Self.name(scalar.properties.generalCategory)
        return categories.contains { test in
            let isOf = test.names.contains(name) || test.names.contains(String(name.prefix(1)))
            return isOf != test.isNegated
        }
    }

    private static func otherCases(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.isASCII {
            guard (scalar.value | 0x20) >= 0x61, (scalar.value | 0x20) <= 0x7A else { return [] }
            var others = [Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value ^ 0x20))]
            // The long s and the Kelvin sign fold to ASCII letters.
            if scalar.value | 0x20 == 0x73 { others.append("\u{17F}") }
            if scalar.value | 0x20 == 0x6B { others.append("\u{212A}") }
            return others
        }
        let properties = scalar.properties
        var others: [Unicode.Scalar] = []
        for text in [properties.lowercaseMapping, properties.uppercaseMapping] {
            let mapped = text.unicodeScalars
            guard mapped.count == 1, let other = mapped.first, other != scalar else { continue }
            others.append(other)
            let back = other.properties.lowercaseMapping.unicodeScalars
            if back.count == 1, let third = back.first, third != scalar { others.append(third) }
        }
        return others
    }

    /// The names that `\p{…}` knows, in two letters.
    static func name(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }

    static let categoryNames: Set<String> = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
        "Ps", "Pe",
        "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co",
    ]
}

extension ScalarSet {
    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let spaces = ScalarSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let wordCharacters = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let all = ScalarSet(ranges: [0...0x10FFFF])
    static let allButLineFeed = ScalarSet(ranges: [0...0x09, 0x0B...0x10FFFF])

    /// The classes of ASCII by the names that stand in `[:…:]`.
    static func named(_ name: String) -> ScalarSet? {
        switch name {
        case "alnum": ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x61...0x7A])
        case "alpha": ScalarSet(ranges: [0x41...0x5A, 0x61...0x7A])
        case "ascii": ScalarSet(ranges: [0...0x7F])
        case "blank": ScalarSet(ranges: [0x09...0x09, 0x20...0x20])
        case "cntrl": ScalarSet(ranges: [0...0x1F, 0x7F...0x7F])
        case "digit": digits
        case "graph": ScalarSet(ranges: [0x21...0x7E])
        case "lower": ScalarSet(ranges: [0x61...0x7A])
        case "print": ScalarSet(ranges: [0x20...0x7E])
        case "punct": ScalarSet(ranges: [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "space": ScalarSet(ranges: [0x09...0x0D, 0x20...0x20])
        case "upper": ScalarSet(ranges: [0x41...0x5A])
        case "word": wordCharacters
        case "xdigit": ScalarSet(ranges: [0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }

    /// Takes in all of another set.
    mutating func formUnion(_ other: ScalarSet) {
        guard !other.isNegated else {
            var whole = other
            whole.isNegated = false
            return complements.append(whole)
        }
        ranges += other.ranges
        categories += other.categories
        complements += other.complements
    }
}

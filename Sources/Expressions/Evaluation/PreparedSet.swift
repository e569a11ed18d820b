import EventModel

/// The constants behind an `in`, ready to be looked for.
struct PreparedSet {
    enum Members {
        /// Sorted.
        case integers([Int64])
        /// Sorted, without NaN.
        case doubles([Double])
        case texts(TextMembers)
    }

    var members: Members
    var containsNull: Bool

    /// Prepares a set; symbols are interned.
    init(_ set: ConstantSet, symbols: SymbolTable) {
        containsNull = set.containsNull
        switch set.members {
        case .integers(let values): members = .integers(values)
        case .doubles(let values): members = .doubles(values)
        case .symbols(let texts): members = .integers(texts.map { Int64(symbols.intern($0)) }.sorted())
        case .texts(let texts): members = .texts(TextMembers(texts))
        }
    }
}

/// Strings that are looked for by their bytes.
final class TextMembers {
    /// Up to so many are compared one after the other, which is faster than to hash each row.
    private static let fewLimit = 4

    /// The members when they are few.
    let few: LiteralTexts?
    private let table = SymbolTable()
    // Most strings are of a length that none of the members has; they need no hash.
    private var hasLength = [Bool](repeating: false, count: 65)

    init(_ texts: [String]) {
        few = texts.count <= Self.fewLimit ? LiteralTexts(texts) : nil
        for text in texts {
            hasLength[min(text.utf8.count, 64)] = true
            _ = table.intern(text)
        }
    }

    func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hasLength[min(bytes.count, 64)] && table.find(bytes) != nil
    }
}

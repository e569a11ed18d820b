/// How a scalar was written that holds the values of variables.
struct Substitution: Sendable {
    /// A variable and what stands for it; ranges are UTF-8 offsets.
    struct Piece: Sendable {
        /// `nil` for `$${`.
        var name: String?
        /// In the text as written; never empty.
        var written: Range<Int>
        /// In the text with the values.
        var value: Range<Int>
    }

    /// The text as written, with quotes, escapes and folds undone.
    var written: String
    var pieces: [Piece]
}

extension YAMLScalar {
    /// What the variables in a part of the text are, for a message: `, where late_threshold = "abc"`; empty when there
    /// is none.
    func variablesInWords(in range: Range<Int>? = nil) -> String {
        guard let substitution else { return "" }
        var names: Set<String> = []
        let words = substitution.pieces.compactMap { piece -> String? in
            let isMeant = range.map {
                $0.overlaps(piece.value) || $0.isEmpty && piece.value.contains($0.lowerBound)
            }
            guard isMeant ?? true, let name = piece.name, names.insert(name).inserted else { return nil }
            let bytes = Array(text.utf8)[piece.value]
            return "\(name) = \"\(String(decoding: bytes, as: UTF8.self).shortened)\""
        }
        return words.isEmpty ? "" : ", where " + words.prefix(3).joined(separator: " and ")
    }
}

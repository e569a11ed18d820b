/// Where each byte of a scalar's value stands in the source: quotes, escapes, indentation and folded lines make the
/// two differ.
struct ScalarAlignment {
    /// From the first to behind the last character as written, quotes included but not the sign of a block.
    let extent: Range<Int>
    private var starts: [Int] = []
    private var ends: [Int] = []

    /// Walks value and source side by side. Only blanks and line ends can differ in number, besides escapes, so a
    /// letter is always found behind skipped blanks. O(source of the scalar).
    init(of scalar: YAMLScalar, at start: Int, in source: SourceText) {
        let quote: Unicode.Scalar? =
            switch scalar.style {
            case .singleQuoted: "'"
            case .doubleQuoted: "\""
            case .plain, .block: nil
            }
        var cursor = start
        if quote != nil { cursor += 1 }
        if scalar.style == .block { cursor = Self.lineEnd(after: cursor, in: source) }
        let step = Step(style: scalar.style, source: source)
        for letter in (scalar.substitution?.written ?? scalar.text).unicodeScalars {
            let place = step.place(of: letter, from: cursor)
            for _ in 0..<UTF8.width(letter) {
                starts.append(place.lowerBound)
                ends.append(place.upperBound)
            }
            cursor = place.upperBound
        }
        if let quote, cursor < source.scalars.count, source.scalars[cursor] == quote {
            extent = start..<(cursor + 1)
        } else {
            let first = scalar.style == .block ? starts.first ?? start : start
            extent = first..<max(first, cursor)
        }
        if let substitution = scalar.substitution { substitute(substitution) }
    }

    /// From places of the text as written to those of the text with the values of variables in it: each byte of a
    /// value stands where its variable does.
    private mutating func substitute(_ substitution: Substitution) {
        let (writtenStarts, writtenEnds) = (starts, ends)
        (starts, ends) = ([], [])
        var cursor = 0
        for piece in substitution.pieces {
            starts += writtenStarts[cursor..<piece.written.lowerBound]
            ends += writtenEnds[cursor..<piece.written.lowerBound]
            starts += repeatElement(writtenStarts[piece.written.lowerBound], count: piece.value.count)
            ends += repeatElement(writtenEnds[piece.written.upperBound - 1], count: piece.value.count)
            cursor = piece.written.upperBound
        }
        starts += writtenStarts[cursor...]
        ends += writtenEnds[cursor...]
    }

    /// The source range of a UTF-8 range of the value.
    func range(of utf8: Range<Int>) -> Range<Int> {
        guard utf8.lowerBound >= 0, utf8.lowerBound < starts.count else {
            let end = ends.last ?? extent.lowerBound
            return end..<end
        }
        let start = starts[utf8.lowerBound]
        let last = min(utf8.upperBound, ends.count) - 1
        return start..<max(start, last >= utf8.lowerBound ? ends[last] : start)
    }

    private static func lineEnd(after offset: Int, in source: SourceText) -> Int {
        var cursor = offset
        while cursor < source.scalars.count, !source.scalars[cursor].isLineBreak { cursor += 1 }
        return min(cursor + 1, source.scalars.count)
    }
}

/// Finds the next letter of a value in the source.
private struct Step {
    let style: YAMLScalar.Style
    let source: SourceText

    /// The source of one letter; empty where it stands for a folded line end.
    func place(of letter: Unicode.Scalar, from start: Int) -> Range<Int> {
        let scalars = source.scalars
        let cursor = skippedContinuations(from: start)
        guard cursor < scalars.count else { return scalars.count..<scalars.count }
        if style == .doubleQuoted, scalars[cursor] == "\\" {
            return cursor..<(cursor + escapeLength(at: cursor))
        }
        if scalars[cursor] == letter { return cursor..<(cursor + letterLength(at: cursor)) }
        if letter.isBlank || letter.isLineBreak { return cursor..<cursor }
        var next = cursor
        while next < scalars.count, scalars[next].isBlank || scalars[next].isLineBreak { next += 1 }
        next = skippedContinuations(from: next)
        guard next < scalars.count else { return scalars.count..<scalars.count }
        if style == .doubleQuoted, scalars[next] == "\\" { return next..<(next + escapeLength(at: next)) }
        guard scalars[next] == letter else { return cursor..<cursor }
        return next..<(next + letterLength(at: next))
    }

    private func letterLength(at offset: Int) -> Int {
        let doubled = style == .singleQuoted && source.scalars[offset] == "'"
        return min(doubled ? 2 : 1, source.scalars.count - offset)
    }

    private func escapeLength(at offset: Int) -> Int {
        guard offset + 1 < source.scalars.count else { return 1 }
        let length =
            switch source.scalars[offset + 1] {
            case "x": 4
            case "u": 6
            case "U": 10
            default: 2
            }
        return min(length, source.scalars.count - offset)
    }

    /// A backslash at the end of a line joins it with the next, without its indentation.
    private func skippedContinuations(from start: Int) -> Int {
        let scalars = source.scalars
        var cursor = start
        while style == .doubleQuoted, cursor + 1 < scalars.count, scalars[cursor] == "\\",
            scalars[cursor + 1].isLineBreak
        {
            cursor += 2
            while cursor < scalars.count, scalars[cursor].isBlank || scalars[cursor].isLineBreak {
                cursor += 1
            }
        }
        return cursor
    }
}

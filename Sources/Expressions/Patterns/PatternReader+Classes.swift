extension PatternReader {
    /// `[…]`
    mutating func readClass() throws(PatternFailure) -> ScalarSet {
        position += 1
        var set = ScalarSet()
        set.isNegated = accept("^")
        var isFirst = true
        while let scalar = peek(), scalar != "]" || isFirst {
            isFirst = false
            if try readNamedClass(into: &set) { continue }
            let (first, whole) = try readClassElement()
            if let whole {
                set.formUnion(whole)
                continue
            }
            guard peek() == "-", let next = peek(1), next != "]" else {
                set.ranges.append(first.value...first.value)
                continue
            }
            position += 1
            let (last, wrong) = try readClassElement()
            guard wrong == nil, last >= first else { throw PatternFailure("a range in '[ ]' is malformed") }
            set.ranges.append(first.value...last.value)
        }
        guard accept("]") else { throw PatternFailure("a '[' is not closed") }
        return set
    }

    /// `[:name:]`
    private mutating func readNamedClass(into set: inout ScalarSet) throws(PatternFailure) -> Bool {
        guard peek() == "[", peek(1) == ":" else { return false }
        var end = position + 2
        while end < scalars.count, scalars[end] != ":", scalars[end] != "]" { end += 1 }
        guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return false }
        var name = String(String.UnicodeScalarView(scalars[position + 2..<end]))
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard var named = ScalarSet.named(name) else {
            throw PatternFailure("unknown class '[:\(name):]'")
        }
        named.isNegated = isNegated
        set.formUnion(named)
        position = end + 2
        return true
    }

    /// One character, or a class such as `\d`.
    private mutating func readClassElement() throws(PatternFailure) -> (Unicode.Scalar, ScalarSet?) {
        guard let scalar = peek() else { throw PatternFailure("a '[' is not closed") }
        guard scalar == "\\" else {
            position += 1
            return (scalar, nil)
        }
        position += 1
        if let set = try readClassEscape() { return (scalar, set) }
        return (try readCharacterEscape(), nil)
    }

    /// An escape outside of `[ ]`.
    mutating func readEscape() throws(PatternFailure) -> PatternNode {
        position += 1
        if let found = try readClassEscape() { return set(found) }
        let assertion: PatternAssertion? =
            switch peek() {
            case "b": .wordBoundary
            case "B": .noWordBoundary
            case "A": .textStart
            case "z": .textEnd
            default: nil
            }
        if let assertion {
            position += 1
            return .assertion(assertion)
        }
        return set(try readCharacterEscape())
    }

    private mutating func readClassEscape() throws(PatternFailure) -> ScalarSet? {
        guard let scalar = peek() else { throw PatternFailure("a backslash at the end") }
        var set: ScalarSet
        switch scalar {
        case "d", "D": set = .digits
        case "s", "S": set = .spaces
        case "w", "W": set = .wordCharacters
        case "p", "P":
            position += 1
            return try readCategory(isNegated: scalar == "P")
        default: return nil
        }
        position += 1
        set.isNegated = scalar.properties.isUppercase
        return set
    }

    /// `\pL`, `\p{Lu}`, `\p{^Lu}`
    private mutating func readCategory(isNegated: Bool) throws(PatternFailure) -> ScalarSet {
        var isNegated = isNegated
        var name = ""
        if accept("{") {
            if accept("^") { isNegated.toggle() }
            while let scalar = peek(), scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard accept("}") else { throw PatternFailure("a '{' is not closed") }
        } else if let scalar = peek() {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        if name == "Any" { return isNegated ? ScalarSet() : .all }
        guard ScalarSet.categoryNames.contains(name) else {
            throw PatternFailure("unknown category '\\p{\(name.prefix(40))}': scripts are not there")
        }
        return ScalarSet(categories: [.init(names: [name], isNegated: isNegated)])
    }

    private mutating func readCharacterEscape() throws(PatternFailure) -> Unicode.Scalar {
        guard let scalar = peek() else { throw PatternFailure("a backslash at the end") }
        position += 1
        switch scalar {
        case "a": return "\u{7}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "x": return try readHexadecimal()
        case "0": return try readOctal(first: scalar)
        case "1"..."7" where peek().map { ("0"..."7").contains($0) } == true:
            return try readOctal(first: scalar)
        case "1"..."9": throw PatternFailure("references to groups are not there: '\\\(scalar)'")
        default: break
        }
        guard scalar.isASCII, !ScalarSet.wordCharacters.contains(scalar) || scalar == "_" else {
            throw PatternFailure("unknown escape '\\\(scalar)'")
        }
        return scalar
    }

    private mutating func readOctal(first: Unicode.Scalar) throws(PatternFailure) -> Unicode.Scalar {
        var code = first.value - 0x30
        var count = 1
        while count < 3, let digit = peek(), ("0"..."7").contains(digit) {
            code = code * 8 + digit.value - 0x30
            position += 1
            count += 1
        }
        return try scalar(code)
    }

    private mutating func readHexadecimal() throws(PatternFailure) -> Unicode.Scalar {
        var code: UInt32 = 0
        let isBraced = accept("{")
        var count = 0
        while let digit = peek(), digit.isASCII,
            let value = UInt8(truncatingIfNeeded: digit.value).hexadecimalValue
        {
            guard isBraced || count < 2 else { break }
            code = min(code * 16 + value, 0x110000)
            position += 1
            count += 1
        }
        guard count > 0, isBraced ? accept("}") : count == 2 else {
            throw PatternFailure("a hexadecimal escape is malformed")
        }
        return try scalar(code)
    }

    private func scalar(_ code: UInt32) throws(PatternFailure) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(code) else { throw PatternFailure("an escape is no code point") }
        return scalar
    }
}

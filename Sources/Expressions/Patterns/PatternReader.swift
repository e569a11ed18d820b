/// Reads regular expressions in RE2's syntax. Recursion happens at groups only and is counted.
struct PatternReader {
    /// How deep groups may be nested.
    static let depthLimit = 50
    /// How often something may be asked for in `{n,m}`.
    static let countLimit = 1000

    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesLineFeed = false
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    private var depth = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func read() throws(PatternFailure) -> PatternNode {
        let node = try readChoice()
        guard position == scalars.count else { throw PatternFailure("unexpected ')'") }
        return node
    }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func accept(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    func set(_ scalar: Unicode.Scalar) -> PatternNode {
        set(ScalarSet(ranges: [scalar.value...scalar.value]))
    }

    func set(_ set: ScalarSet) -> PatternNode {
        var copy = set
        copy.ignoresCase = flags.ignoresCase
        return .set(copy)
    }

    private mutating func readChoice() throws(PatternFailure) -> PatternNode {
        var choices = [try readSequence()]
        while accept("|") { choices.append(try readSequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func readSequence() throws(PatternFailure) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            if accept("\\Q") {
                readLiteral(into: &parts)
                continue
            }
            guard let part = try readPart() else { continue }
            parts.append(try readRepetition(of: part))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    /// Everything up to `\E`.
    private mutating func readLiteral(into parts: inout [PatternNode]) {
        while let scalar = peek(), !accept("\\E") {
            parts.append(set(scalar))
            position += 1
        }
    }

    /// `nil` for a group that only sets flags.
    private mutating func readPart() throws(PatternFailure) -> PatternNode? {
        guard let scalar = peek() else { return nil }
        switch scalar {
        case "(": return try readGroup()
        case "[": return set(try readClass())
        case "\\": return try readEscape()
        case "*", "+", "?": throw PatternFailure("nothing to repeat before '\(scalar)'")
        default: break
        }
        position += 1
        switch scalar {
        case ".": return .set(flags.dotTakesLineFeed ? .all : .allButLineFeed)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        default: return set(scalar)
        }
    }

    private mutating func readGroup() throws(PatternFailure) -> PatternNode? {
        position += 1
        let outer = flags
        if accept("?"), try readGroupHead() { return nil }
        depth += 1
        guard depth <= Self.depthLimit else {
            throw PatternFailure("nested too deep: at most \(Self.depthLimit)")
        }
        let node = try readChoice()
        depth -= 1
        guard accept(")") else { throw PatternFailure("a '(' is not closed") }
        flags = outer
        return node
    }

    /// What stands behind `(?`; true when that was all of the group.
    private mutating func readGroupHead() throws(PatternFailure) -> Bool {
        if accept("P<") || (peek() == "<" && peek(1) != "=" && peek(1) != "!" && accept("<")) {
            let start = position
            while let scalar = peek(), ScalarSet.wordCharacters.contains(scalar) { position += 1 }
            guard position > start, accept(">") else { throw PatternFailure("a group's name is malformed") }
            return false
        }
        var isOn = true
        while let scalar = peek() {
            position += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotTakesLineFeed = isOn
            // Which of several matches is found does not matter where only the question is whether there is one.
            case "U": break
            case "-" where isOn: isOn = false
            case ":": return false
            case ")": return true
            default: throw PatternFailure("unknown group '(?\(scalar)': look-around is not there")
            }
        }
        throw PatternFailure("a '(' is not closed")
    }

    private mutating func readRepetition(of part: PatternNode) throws(PatternFailure) -> PatternNode {
        guard let (least, most) = try readCount() else { return part }
        _ = accept("?")
        let start = position
        if try readCount() != nil {
            throw PatternFailure("a repetition cannot be repeated: '\(scalars[start])'")
        }
        return .repetition(part, least: least, most: most)
    }

    private mutating func readCount() throws(PatternFailure) -> (least: Int, most: Int?)? {
        if accept("*") { return (0, nil) }
        if accept("+") { return (1, nil) }
        if accept("?") { return (0, 1) }
        guard peek() == "{" else { return nil }
        // What is no count is a brace like any other character.
        let start = position
        position += 1
        guard let least = readNumber() else { return giveBack(start) }
        var most: Int? = least
        if accept(",") {
            most = peek() == "}" ? nil : readNumber()
            if most == nil, peek() != "}" { return giveBack(start) }
        }
        guard accept("}") else { return giveBack(start) }
        guard max(least, most ?? 0) <= Self.countLimit, least <= most ?? least else {
            throw PatternFailure("a count is out of range: at most \(Self.countLimit)")
        }
        return (least, most)
    }

    private mutating func giveBack(_ start: Int) -> (least: Int, most: Int?)? {
        position = start
        return nil
    }

    private mutating func readNumber() -> Int? {
        let start = position
        var value = 0
        while let scalar = peek(), ScalarSet.digits.contains(scalar) {
            value = min(value * 10 + Int(scalar.value - 0x30), Self.countLimit + 1)
            position += 1
        }
        return position > start ? value : nil
    }
}

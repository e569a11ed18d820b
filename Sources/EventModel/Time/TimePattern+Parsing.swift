extension TimePattern {
    /// What is wrong with a pattern, and where.
    public struct Problem: Error, Hashable, Sendable {
        /// What was found.
        public var message: String
        /// What should stand there.
        public var expected: String
        /// Which bytes of the pattern are meant.
        public var range: Range<Int>
    }

    /// The letters that a pattern can have, for messages.
    public static let letters =
        "yyyy, MM, dd, HH, mm, ss, SSS, hh with a, or X; other letters in single quotes"

    /// Reads a pattern.
    ///
    /// - Throws: the first problem.
    public init(parsing text: String) throws(Problem) {
        var reader = PatternReader(bytes: Array(text.utf8))
        try reader.read()
        self.init(
            text: text, items: reader.items, isTwelveHours: reader.seen.contains("h"),
            hasShortYear: reader.hasShortYear)
    }
}

/// Goes over a pattern once.
private struct PatternReader {
    let bytes: [UInt8]
    var items: [TimePattern.Item] = []
    var seen: Set<Character> = []
    var hasShortYear = false
    private var place = 0
    /// Where a number of changing length ended: digits may not follow it.
    private var openEnd = -1

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() throws(TimePattern.Problem) {
        guard bytes.count <= TimePattern.longestText else {
            throw problem(
                "the pattern has \(bytes.count) bytes", 0..<bytes.count, "at most \(TimePattern.longestText)")
        }
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "'") {
                try quoted()
            } else if Self.isLetter(byte) {
                try letters(byte)
            } else {
                items.append(.literal(byte))
                place += 1
            }
        }
        try checkParts()
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    private mutating func quoted() throws(TimePattern.Problem) {
        let quote = UInt8(ascii: "'")
        let start = place
        place += 1
        // Two quotes are one, inside of quotes and by themselves.
        if place < bytes.count, bytes[place] == quote {
            items.append(.literal(quote))
            place += 1
            return
        }
        while place < bytes.count {
            let isDoubled = bytes[place] == quote && place + 1 < bytes.count && bytes[place + 1] == quote
            if bytes[place] == quote, !isDoubled { break }
            items.append(.literal(bytes[place]))
            place += isDoubled ? 2 : 1
        }
        guard place < bytes.count else {
            throw problem("the quotes are not closed", start..<place, "a closing single quote")
        }
        place += 1
    }

    private mutating func letters(_ byte: UInt8) throws(TimePattern.Problem) {
        let start = place
        while place < bytes.count, bytes[place] == byte { place += 1 }
        let letter = Character(Unicode.Scalar(byte))
        let written = String(repeating: letter, count: place - start)
        guard let item = item(letter, place - start) else {
            throw problem("'\(written)' stands for nothing in a pattern", start..<place, TimePattern.letters)
        }
        // Both kinds of hours are hours.
        guard seen.insert(letter).inserted, letter != "H" || !seen.contains("h"),
            letter != "h" || !seen.contains("H")
        else { throw problem("'\(written)' is there twice", start..<place, "each part once") }
        try checkLength(item, written, start..<place)
        items.append(item)
    }

    private mutating func item(_ letter: Character, _ count: Int) -> TimePattern.Item? {
        switch (letter, count) {
        case ("y", 4): return .part(.year, fewest: 4, most: 4)
        case ("y", 2):
            hasShortYear = true
            return .part(.year, fewest: 2, most: 2)
        case ("M", 3): return .monthName
        case ("M", 1...2): return .part(.month, fewest: count, most: 2)
        case ("d", 1...2): return .part(.day, fewest: count, most: 2)
        case ("H", 1...2), ("h", 1...2): return .part(.hour, fewest: count, most: 2)
        case ("m", 1...2): return .part(.minute, fewest: count, most: 2)
        case ("s", 1...2): return .part(.second, fewest: count, most: 2)
        case ("S", 1...9): return .fraction(digits: count)
        case ("a", 1): return .halfDay
        case ("X", 1...3): return .offset
        default: return nil
        }
    }

    private mutating func checkLength(
        _ item: TimePattern.Item, _ written: String, _ range: Range<Int>
    ) throws(TimePattern.Problem) {
        switch item {
        case .part, .fraction:
            guard openEnd != range.lowerBound else {
                throw problem(
                    "nobody can tell where the number before '\(written)' ends", range,
                    "two letters for that number, or something between the two")
            }
        default: break
        }
        if case .part(_, let fewest, let most) = item, fewest < most { openEnd = range.upperBound }
    }

    private func checkParts() throws(TimePattern.Problem) {
        let all = 0..<bytes.count
        for (letter, name) in [("y", "year, yyyy"), ("M", "month, MM"), ("d", "day, dd")] as [(Character, _)]
        where !seen.contains(letter) {
            throw problem("the pattern has no \(name)", all, "a pattern such as yyyy-MM-dd HH:mm:ss")
        }
        if seen.contains("h") != seen.contains("a") {
            throw problem(
                "the pattern has \(seen.contains("h") ? "hours to 12 without AM and PM" : "AM and PM without hours to 12")",
                all, "hh and a, or HH alone")
        }
    }

    private func problem(
        _ message: String, _ range: Range<Int>, _ expected: String
    ) -> TimePattern.Problem {
        TimePattern.Problem(message: message, expected: expected, range: range)
    }
}

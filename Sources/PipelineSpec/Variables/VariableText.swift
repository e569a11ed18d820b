/// Finds the variables in a text: `${name}`, `${name:default}`, and `$${` for a plain `${`.
struct VariableText {
    /// One place where something else is put in.
    struct Reference: Equatable {
        /// `nil` for `$${`.
        var name: String?
        var fallback: String?
        /// In UTF-8 offsets of the text.
        var range: Range<Int>
    }

    /// What is wrong with a `${`, and where.
    struct Failure: Error, Equatable {
        var range: Range<Int>
        var message: String
    }

    static let example = "${name} or ${name:default}, or $${ for a plain ${"
    /// In bytes.
    static let nameLimit = 64
    /// In bytes.
    static let defaultLimit = 1_000

    /// All variables of a text, in its order. Most texts have none, which is seen quickly. O(text).
    static func references(in text: String) throws(Failure) -> [Reference] {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return [] }
        let bytes = Array(text.utf8)
        var references: [Reference] = []
        var cursor = 0
        while let place = bytes[cursor...].firstIndex(of: UInt8(ascii: "$")) {
            let next = bytes.dropFirst(place + 1).prefix(2)
            if next.elementsEqual("${".utf8) {
                references.append(Reference(range: place..<(place + 3)))
                cursor = place + 3
            } else if next.first == UInt8(ascii: "{") {
                let reference = try reference(in: bytes, at: place)
                references.append(reference)
                cursor = reference.range.upperBound
            } else {
                cursor = place + 1
            }
        }
        return references
    }

    /// Whether a name can be a variable's.
    static func isName(_ text: some Collection<UInt8>) -> Bool {
        guard let first = text.first, text.count <= nameLimit else { return false }
        return isLetter(first) && text.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func reference(in bytes: [UInt8], at start: Int) throws(Failure) -> Reference {
        let rest = bytes[(start + 2)...]
        // Neither a name nor a default is longer, so that a long text without a brace costs little.
        let end = rest.prefix(nameLimit + defaultLimit + 2).firstIndex(of: UInt8(ascii: "}"))
        guard let end else {
            throw Failure(range: start..<(start + 2), message: "this '${' has no '}' behind it")
        }
        let inner = rest[..<end]
        let name = inner.prefix { $0 != UInt8(ascii: ":") }
        let range = start..<(end + 1)
        guard isName(name) else {
            let word = String(decoding: name, as: UTF8.self)
            throw Failure(
                range: range,
                message: word.isEmpty
                    ? "a variable needs a name" : "'\(word.shortened)' is no name of a variable")
        }
        var fallback: String?
        if name.endIndex < end {
            fallback = String(decoding: inner[(name.endIndex + 1)...], as: UTF8.self)
            if fallback?.contains("${") == true {
                throw Failure(range: range, message: "a default cannot hold a variable")
            }
        }
        return Reference(name: String(decoding: name, as: UTF8.self), fallback: fallback, range: range)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

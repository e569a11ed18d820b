/// A JSON value whose objects keep the order of their keys, to be read by people too.
indirect enum JSONTree {
    case text(String)
    case number(String)
    case flag(Bool)
    case list([JSONTree])
    case object([(key: String, value: JSONTree)])

    /// The value as text, two spaces for each level.
    var text: String { lines(indent: "") }

    private func lines(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let digits): return digits
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let items):
            // Words and numbers stand in one line.
            if items.allSatisfy(\.isSingle) {
                return "[" + items.map { $0.lines(indent: "") }.joined(separator: ", ") + "]"
            }
            return "[\n" + items.map { inner + $0.lines(indent: inner) }.joined(separator: ",\n")
                + "\n\(indent)]"
        case .object(let entries):
            if entries.count == 1, let entry = entries.first, entry.value.isSingle {
                return "{ " + Self.quoted(entry.key) + ": " + entry.value.lines(indent: "") + " }"
            }
            let lines = entries.map { inner + Self.quoted($0.key) + ": " + $0.value.lines(indent: inner) }
            return entries.isEmpty ? "{}" : "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private var isSingle: Bool {
        switch self {
        case .text, .number, .flag: true
        case .list, .object: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
    init(arrayLiteral elements: JSONTree...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONTree)...) { self = .object(elements.map { ($0, $1) }) }
}

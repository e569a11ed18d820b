/// Where a value stands in a record: keys of nested objects and places in lists, from the record itself on.
///
/// As text it is written `payload.order.id` or `items[0].sku`. A key that has other characters than letters, digits,
/// `_`, `-`, `$`, `@`, `:` and `/` stands in double quotes, in which `\"` and `\\` stand for a quote and a backslash:
/// `payload."order.id"`. A dot outside of quotes always divides two keys.
public struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    /// One step into an object or a list.
    public enum Step: Hashable, Sendable {
        /// The value of a key.
        case key(String)
        /// The value at a place of a list, from 0.
        case item(Int)
    }

    /// The most steps that a path can have.
    public static let longest = 16
    /// The last place of a list that can be read.
    public static let lastItem = 9_999

    /// The steps, from the record on; the first is a key.
    public var steps: [Step]

    /// A path from its steps.
    public init(_ steps: [Step]) { self.steps = steps }

    /// The path of a key of the record itself, whatever characters it has.
    public init(key: String) { steps = [.key(key)] }

    /// The path as it is written.
    public var description: String { Self.text(of: steps[...]) }

    /// The first steps as a path is written; `the record` for none.
    package func prefix(_ count: Int) -> String {
        count == 0 ? "the record" : Self.text(of: steps.prefix(count))
    }

    private static func text(of steps: ArraySlice<Step>) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .item(let place): text += "[\(place)]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + (isPlain(key) ? key : quoted(key))
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty && key.unicodeScalars.allSatisfy(isPlain)
    }

    /// Whether a character may stand in a key without quotes.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "$", "@", ":", "/": true
        default: scalar.value >= 0x80 && scalar.properties.isAlphabetic
        }
    }

    private static func quoted(_ key: String) -> String {
        var text = "\""
        for scalar in key.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}

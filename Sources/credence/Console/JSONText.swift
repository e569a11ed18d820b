import Foundation

/// A value of a line of JSON for scripts, with its keys in the order in which they are written.
enum JSONText {
    case string(String)
    case number(Int)
    case bool(Bool)
    case null
    case list([JSONText])
    case object([(String, JSONText)])
    /// JSON already.
    case written(String)

    var text: String {
        switch self {
        case .string(let value): Self.quoted(value)
        case .number(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .written(let text): text
        case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0)):\($1.text)" }.joined(separator: ",") + "}"
        }
    }

    /// A record's JSON as it is; `nil` when it is none.
    static func line(of record: [UInt8]) -> String? {
        guard (try? JSONSerialization.jsonObject(with: Data(record))) != nil else { return nil }
        return String(decoding: record, as: UTF8.self)
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

/// One line of JSON.
func jsonText(_ members: [(String, JSONText)]) -> String { JSONText.object(members).text }

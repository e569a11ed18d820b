/// A value in a record: results are numbers for the most part, but also texts, times, flags and lists.
enum ToldValue: Decodable {
    case nothing
    case number(Double)
    case flag(Bool)
    case string(String)
    case list

    init(from decoder: any Decoder) throws {
        guard let cell = try? decoder.singleValueContainer() else {
            self = .list
            return
        }
        if cell.decodeNil() {
            self = .nothing
        } else if let flag = try? cell.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? cell.decode(Double.self) {
            self = .number(number)
        } else if let string = try? cell.decode(String.self) {
            self = .string(string)
        } else {
            self = .list
        }
    }

    /// The number if it is one.
    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Short, for a line in a terminal.
    var text: String {
        switch self {
        case .nothing: "–"
        case .flag(let flag): flag ? "true" : "false"
        case .string(let string): Console.plain(string)
        case .list: "[…]"
        case .number(let value) where value == value.rounded() && abs(value) < 1e15: String(Int64(value))
        case .number(let value): String((value * 10_000).rounded() / 10_000)
        }
    }
}

import EventModel

/// JSON as a test makes it up.
indirect enum JSONTree {
    case null
    case bool(Bool)
    case int(Int64)
    /// Whole and thousandths.
    case decimal(Int64, Int64)
    case string(String)
    case list([JSONTree])
    case object([Member])

    struct Member {
        var key: String
        var value: JSONTree
    }

    /// Puts a value where a path leads, through containers that are made or, where they have another kind, replaced.
    mutating func put(_ value: JSONTree, at steps: ArraySlice<FieldPath.Step>) {
        guard let step = steps.first else {
            self = value
            return
        }
        switch step {
        case .key(let key):
            var members: [Member] = []
            if case .object(let known) = self { members = known }
            let place = members.firstIndex { $0.key == key } ?? members.endIndex
            if place == members.endIndex { members.append(Member(key: key, value: .null)) }
            members[place].value.put(value, at: steps.dropFirst())
            self = .object(members)
        case .item(let item):
            var items: [JSONTree] = []
            if case .list(let known) = self { items = known }
            while items.count <= item { items.append(.null) }
            items[item].put(value, at: steps.dropFirst())
            self = .list(items)
        }
    }

    /// As text, with white space, escapes and, if asked for, an order of keys by chance.
    func text(_ random: inout SeededRandom, shuffled: Bool) -> String {
        let space = ["", "", "", "", " ", "\n\t"][random.below(6)]
        switch self {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return "\(number)"
        case .decimal(let whole, let thousandths): return Self.decimal(whole, thousandths)
        case .string(let text): return Self.quoted(text, &random)
        case .list(let items):
            return "[\(space)"
                + items.map { $0.text(&random, shuffled: shuffled) }.joined(separator: "\(space),") + "]"
        case .object(let members):
            var written = members.map {
                Self.quoted($0.key, &random) + "\(space):" + $0.value.text(&random, shuffled: shuffled)
            }
            if shuffled { written.shuffle(using: &random) }
            return "{\(space)" + written.joined(separator: ",\(space)") + "\(space)}"
        }
    }

    static func decimal(_ whole: Int64, _ thousandths: Int64) -> String {
        "\(whole)." + String(repeating: "0", count: 3 - "\(thousandths)".count) + "\(thousandths)"
    }

    private static func quoted(_ text: String, _ random: inout SeededRandom) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            let digits = String(scalar.value, radix: 16)
            if scalar == "\"" || scalar == "\\" || (scalar.value < 0xD800 && random.below(60) == 0) {
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}

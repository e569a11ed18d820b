/// Values as JSON with their type beside them: `{"int":"123"}`, `{"list":[…]}`, `{"map":[[key,value],…]}`.
public enum TaggedValue {
    /// A value as one line of JSON.
    public static func text(of value: CELValue) -> String {
        switch value {
        case .null: "{\"null\":null}"
        case .bool(let value): "{\"bool\":\(value)}"
        case .int(let value): "{\"int\":\"\(value)\"}"
        case .uint(let value): "{\"uint\":\"\(value)\"}"
        case .double(let value): "{\"double\":\"\(number(value))\"}"
        case .string(let value): "{\"string\":\(quoted(value))}"
        case .bytes(let value): "{\"bytes\":\"\(Base64.encode(value))\"}"
        case .list(let values): "{\"list\":[\(values.map(text).joined(separator: ","))]}"
        case .map(let map):
            "{\"map\":["
                + zip(map.keys, map.values).map { "[\(text(of: $0)),\(text(of: $1))]" }.joined(separator: ",")
                + "]}"
        case .timestamp(let value): "{\"timestamp\":\"\(TimestampText.format(timestamp: value))\"}"
        case .duration(let value): "{\"duration\":\"\(TimestampText.format(duration: value))\"}"
        case .type(let type): "{\"type\":\"\(type.rawValue)\"}"
        }
    }

    private static func number(_ value: Double) -> String {
        value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A value from JSON; `nil` when it is not of this form.
    static func value(_ json: JSONValue) -> CELValue? {
        guard case .object(let members) = json, members.count == 1, let member = members.first else {
            return nil
        }
        switch (member.name, member.value) {
        case ("null", .null): return .null
        case ("bool", .bool(let value)): return .bool(value)
        case ("list", .array(let elements)): return list(elements)
        case ("map", .array(let entries)): return map(entries)
        case (let name, .string(let text)): return scalar(name, text)
        default: return nil
        }
    }

    private static func scalar(_ name: String, _ text: String) -> CELValue? {
        switch name {
        case "int": Int64(text).map(CELValue.int)
        case "uint": UInt64(text).map(CELValue.uint)
        case "double": Double(text).map(CELValue.double)
        case "string": .string(text)
        case "bytes": Base64.decode(text).map(CELValue.bytes)
        case "timestamp": try? TimestampText.parseTimestamp(text)
        case "duration": try? TimestampText.parseDuration(text)
        case "type": CELType(rawValue: text).map(CELValue.type)
        default: nil
        }
    }

    private static func list(_ elements: [JSONValue]) -> CELValue? {
        let values = elements.compactMap(value)
        return values.count == elements.count ? .list(values) : nil
    }

    private static func map(_ entries: [JSONValue]) -> CELValue? {
        var map = CELMap()
        for entry in entries {
            guard let pair = entry.array, pair.count == 2, let key = value(pair[0]),
                let value = value(pair[1]),
                map.insert(value, for: key)
            else { return nil }
        }
        return .map(map)
    }
}

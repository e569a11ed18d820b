/// CEL's own functions, as far as they are supported.
enum Builtin: String, CaseIterable {
    case has, size, int, double, string, timestamp, duration
    case startsWith, endsWith, contains

    /// What it converts to, for conversions.
    var conversion: ValueType? {
        switch self {
        case .int: .int
        case .double: .double
        case .string: .string
        case .timestamp: .time
        case .duration: .duration
        default: nil
        }
    }

    /// How it is called, for messages.
    var usage: String {
        switch self {
        case .has: "has(name)"
        case .size: "size(string)"
        case .int, .double, .string: "\(rawValue)(value)"
        case .timestamp: "timestamp(\"2026-03-01T08:00:00Z\")"
        case .duration: "duration(\"1h30m\")"
        case .startsWith, .endsWith, .contains: "name.\(rawValue)(string)"
        }
    }

    /// Functions and macros of CEL that are refused as such, and not as unknown.
    static let missing: Set<String> = [
        "all", "bool", "bytes", "dyn", "exists", "exists_one", "filter", "getDate", "getDayOfMonth",
        "getDayOfWeek",
        "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds",
        "map",
        "matches", "type", "uint",
    ]
}

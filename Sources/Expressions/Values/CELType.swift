/// The types of CEL's values, by the names that expressions use for them.
public enum CELType: String, CaseIterable, Sendable {
    case null = "null_type"
    case bool, int, uint, double, string, bytes, list, map
    case timestamp = "google.protobuf.Timestamp"
    case duration = "google.protobuf.Duration"
    case type
}

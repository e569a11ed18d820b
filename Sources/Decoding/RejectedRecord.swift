/// Why a record cannot be used, as it is written to the dead letters and counted in metrics.
///
/// Where several apply, the first of the order here is given, apart from ``tooLarge`` for a string, which ranks with
/// the types.
public enum RejectionCode: String, Hashable, Sendable, CaseIterable {
    /// The payload, or one of the declared strings, is longer than the limit.
    case tooLarge = "too_large"
    /// More objects and arrays are open at once than the limit allows.
    case tooDeep = "too_deep"
    /// The payload ends where the beginning of a JSON value would have to go on.
    case truncated
    /// The payload is not one JSON value with nothing but white space around it.
    case notJSON = "not_json"
    /// The payload is not UTF-8, or an escape stands for half of a surrogate pair, which has no UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// The payload is JSON but no object.
    case notAnObject = "not_an_object"
    /// A key stands twice at the top level, whatever its spelling.
    case duplicateKey = "duplicate_key"
    /// A declared field holds a value of another type.
    case wrongType = "wrong_type"
    /// A time is neither milliseconds nor RFC 3339, or lies outside the years 0 to 9999.
    case badTime = "bad_time"
    /// A number is larger than its type can hold.
    case outOfRange = "out_of_range"
    /// A required field is absent or null.
    case missingField = "missing_field"
}

/// A record that did not become a row, as a value: it goes to the dead letters.
public struct RejectedRecord: Hashable, Sendable {
    /// The place of the record in the fetch.
    public var record: Int
    /// Why, for programs.
    public var code: RejectionCode
    /// Why, for people: the field or the place, what was found, and what was expected.
    public var message: String

    /// A rejection from its parts.
    public init(record: Int, code: RejectionCode, message: String) {
        self.record = record
        self.code = code
        self.message = message
    }
}

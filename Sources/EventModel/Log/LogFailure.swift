/// Why the log could not do what was asked, in words for the person who runs it.
public struct LogFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The log's own name for the error, such as `UNKNOWN_TOPIC_OR_PART`.
    public var code: String
    /// What happened, in lower case and without a full stop.
    public var message: String
    /// What to check or change.
    public var hint: String
    /// The client instance cannot be used any longer.
    public var isFatal: Bool
    /// The same call may succeed later.
    public var isRetriable: Bool

    /// A failure from its parts.
    public init(code: String, message: String, hint: String, isFatal: Bool, isRetriable: Bool) {
        self.code = code
        self.message = message
        self.hint = hint
        self.isFatal = isFatal
        self.isRetriable = isRetriable
    }

    /// Message, code and hint in one line.
    public var description: String { "\(message) [\(code)]" + (hint.isEmpty ? "" : "; \(hint)") }
}

/// Why local state could not be read or written, in words for the person who runs it.
///
/// Local state is a copy: the changelog has everything. No failure of it loses data, and deleting the directory always
/// mends it, for the time that a restore from the changelog takes.
public struct LocalStateFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for what to do next.
    public enum Kind: Equatable, Sendable {
        /// Another process has the directory open.
        case locked
        /// A newer version of Credence has written it.
        case newerFormat
        /// Bytes on the disk are not those that were written.
        case damaged
        /// The disk has no room.
        case full
        /// A block was given that does not follow the newest one.
        case gap
        /// Anything else: rights, a directory that is none, input and output errors.
        case unavailable
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// The directory.
    public var path: String
    /// What happened, in lower case and without a full stop.
    public var message: String
    /// What to check or change.
    public var hint: String

    /// A failure from its parts.
    public init(kind: Kind, path: String, message: String, hint: String) {
        self.kind = kind
        self.path = path
        self.message = message
        self.hint = hint
    }

    /// Path, message and hint in one line.
    public var description: String { "\(path): \(message); \(hint)" }
}

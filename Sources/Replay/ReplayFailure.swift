import Glibc

/// Why a replay stops, in words for the person who runs it.
public struct ReplayFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened.
    public var message: String
    /// What to do about it.
    public var hint: String

    /// A failure from its parts.
    public init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    /// In one line.
    public var description: String { message + (hint.isEmpty ? "" : "; \(hint)") }

    static func system(_ code: Int32, _ path: String) -> ReplayFailure {
        let text = String(cString: strerror(code))
        let hint =
            code == ENOSPC
            ? "the disk is full: make room, or name a folder on another disk, and run it again"
            : "name a folder that may be written to"
        return ReplayFailure(message: "\(path): \(text.lowercased())", hint: hint)
    }
}

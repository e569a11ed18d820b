/// Why a file could not be read to its end, in words for the person who named it.
public struct FileFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, for a program to decide on.
    public enum Kind: Equatable, Sendable {
        /// There is no file at the path.
        case notFound
        /// The file may not be opened.
        case noPermission
        /// The path is a folder.
        case directory
        /// The compressed data stops before its end, as after an interrupted copy.
        case cut
        /// The compressed data is damaged, or something else follows it.
        case corrupt
        /// The content is recognised as something that is not read here, such as xz or UTF-16.
        case unsupportedFormat
        /// A line is longer than the reader allows.
        case lineTooLong
        /// The operating system said no for another reason.
        case system
    }

    /// What went wrong.
    public var kind: Kind
    /// The file, as it was named.
    public var path: String
    /// The first line that could not be read, counted from 1; `nil` when the file could not be opened.
    public var line: Int?
    /// What happened, in lower case and without a full stop.
    public var message: String
    /// What to check or change.
    public var hint: String

    /// A failure from its parts.
    public init(kind: Kind, path: String, line: Int?, message: String, hint: String) {
        self.kind = kind
        self.path = path
        self.line = line
        self.message = message
        self.hint = hint
    }

    /// `path:line: message; hint`.
    public var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(message)" + (hint.isEmpty ? "" : "; \(hint)")
    }
}

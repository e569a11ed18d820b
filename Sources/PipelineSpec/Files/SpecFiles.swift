/// Where pipeline files are read from, so that they need not be on a disk.
public struct SpecFiles {
    /// A file's text for its path.
    public var read: (_ path: String) throws -> String
    /// The names in a folder, in any order; `nil` when the path is no folder.
    public var names: (_ path: String) throws -> [String]?

    /// Files from two functions.
    public init(
        read: @escaping (_ path: String) throws -> String,
        names: @escaping (_ path: String) throws -> [String]?
    ) {
        self.read = read
        self.names = names
    }
}

/// The files of one source: one stream, read one after the other in the order of their names.
public struct ReplayInput: Sendable, Hashable {
    /// The source, as pipelines call it.
    public var source: String
    /// Its files, in order.
    public var files: [String]

    /// Files of a source.
    public init(source: String, files: [String]) {
        self.source = source
        self.files = files
    }
}

/// A file that could not be read to its end.
public struct DamagedFile: Sendable, Hashable {
    /// The file.
    public var path: String
    /// How many of its lines were read.
    public var lines: Int
    /// What is wrong with it, and what to do.
    public var message: String
}

/// What was read of an input.
public struct ReadInput: Sendable {
    /// The source.
    public var source: String
    /// Its files, and how many bytes each has on disk.
    public var files: [(path: String, bytes: Int)]
    /// How many records it had.
    public var records: Int
    /// Of all records in their order, with their boundaries.
    public var digest: UInt64
    /// The files that are cut or corrupt.
    public var damaged: [DamagedFile]
}

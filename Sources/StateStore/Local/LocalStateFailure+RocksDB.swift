extension LocalStateFailure {
    private static let deletion = "delete the directory: the changelog rebuilds it"

    /// What RocksDB says, as a failure: it has words only, and their beginnings are the same in all of its versions.
    init(rocksDB words: String, path: String) {
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        if says("LOCK:", "lock file", "lock hold") && !says("Permission denied", "No such file") {
            self.init(
                kind: .locked, path: path, message: "another process uses this local state",
                hint: "stop the other worker, or give this one a directory of its own")
        } else if says("No space left", "NoSpace", "Disk quota exceeded", "File too large", "Space limit") {
            self.init(
                kind: .full, path: path, message: "the disk is full (\(words))",
                hint: "make room and restart the worker, or \(Self.deletion)")
        } else if says("/CURRENT: No such file") {
            // Only when it is not made anew: for whoever just looks.
            self.init(
                kind: .unavailable, path: path, message: "there is no local state here",
                hint: "give the directory that a worker keeps its local state in")
        } else if words.hasPrefix("Corruption") || says("No such file") {
            self.init(
                kind: .damaged, path: path, message: "local state is damaged (\(words))", hint: Self.deletion)
        } else {
            self.init(
                kind: .unavailable, path: path, message: "local state cannot be used (\(words))",
                hint: "check the rights of the directory and the disk, or \(Self.deletion)")
        }
    }

    /// Something that was read is not what is ever written.
    static func damaged(_ what: String, path: String) -> LocalStateFailure {
        LocalStateFailure(kind: .damaged, path: path, message: what, hint: deletion)
    }

    /// A newer version of Credence has written it.
    static func newer(_ format: UInt8, path: String) -> LocalStateFailure {
        LocalStateFailure(
            kind: .newerFormat, path: path,
            message: "local state was written by a newer version of credence (format \(format))",
            hint: "run that version or a later one, or \(deletion)")
    }
}

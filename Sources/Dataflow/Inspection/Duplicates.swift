import EventModel

extension DuplicateFilter: InspectableState {
    /// How many ids are remembered.
    public var entryCount: Int { count }

    /// When an id was seen; ids are known by hashes of theirs.
    public func entries(of key: String) -> [StateFields] {
        var key = key
        let identity = key.withUTF8 { Self.identity(UnsafeRawBufferPointer($0)) }
        return stretches.times(of: identity).sorted().map { time in
            var fields = StateFields()
            fields.add("seen_at", time: time)
            return fields
        }
    }
}

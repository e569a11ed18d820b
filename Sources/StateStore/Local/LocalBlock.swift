/// A committed block on its way to the local disk.
public struct LocalBlock {
    /// The number of the commit.
    public var number: Int64
    /// The block with which the last complete round begins; 0 while there was none.
    public var snapshotFrom: Int64
    /// The offset in the changelog behind the block's last part.
    public var changelogOffset: Int64
    /// The parts as the changelog holds them; borrowed for the call.
    public var parts: [UnsafeRawBufferPointer]

    /// A block from its parts.
    public init(
        number: Int64, snapshotFrom: Int64, changelogOffset: Int64, parts: [UnsafeRawBufferPointer]
    ) {
        self.number = number
        self.snapshotFrom = snapshotFrom
        self.changelogOffset = changelogOffset
        self.parts = parts
    }
}

/// How far the local copy of a task's blocks goes.
public struct LocalPosition: Equatable, Sendable {
    /// The number of the oldest block that is kept.
    public var oldest: Int64
    /// The number of the newest block: all in between are there.
    public var number: Int64
    /// The offset in the changelog behind the newest block, from where reading goes on.
    public var changelogOffset: Int64
    /// The block with which the last complete round begins, as the newest block says; 0 while there was none.
    public var snapshotFrom: Int64

    /// A position from its parts.
    public init(oldest: Int64, number: Int64, changelogOffset: Int64, snapshotFrom: Int64) {
        self.oldest = oldest
        self.number = number
        self.changelogOffset = changelogOffset
        self.snapshotFrom = snapshotFrom
    }

    /// The first block that a restore needs: that of the last complete round, or the very first.
    public var neededFrom: Int64 { max(snapshotFrom, 1) }
    /// Whether the blocks make the whole state by themselves.
    public var isWhole: Bool { oldest <= neededFrom }
}

extension LocalPosition {
    /// Moves the oldest block on, as far as a restore allows. Returns whether it moved.
    @discardableResult
    mutating func trim(before number: Int64) -> Bool {
        let next = min(number, neededFrom, self.number)
        guard next > oldest else { return false }
        oldest = next
        return true
    }
}

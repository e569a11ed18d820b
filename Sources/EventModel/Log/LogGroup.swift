/// A member of a consumer group that shares out tasks: each partition of the joined topics stands for one task, and has
/// one owner at a time.
///
/// What is shared out is ownership alone: records are read through a ``LogFetcher``, from positions that the owner knows.
/// One control thread calls everything but ``membership``.
public protocol LogGroup: AnyObject, Sendable {
    /// Joins the group for these topics.
    func join(_ topics: [String]) throws(LogFailure)
    /// Waits for news of the group; must be called every few seconds at least, or the group takes everything away.
    func poll(waitMilliseconds: Int) -> [GroupNotice]
    /// Hands back partitions that were ``GroupNotice/revoked(_:)``: the group waits for it before others get them.
    func release(_ partitions: [TopicPartition]) throws(LogFailure)
    /// What proves to the log that a transaction comes from a living member; ask anew for each transaction. From any
    /// thread.
    var membership: any GroupMembership { get }
    /// The positions that the group has committed, once no transaction that may still change them is open.
    ///
    /// Partitions without a position are left out.
    /// - Throws: a retriable failure when a transaction stays open for longer than the time given.
    func committed(
        _ partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: CommittedPosition]
    /// Leaves the group; partitions that are still held go to others at once.
    func close()
}

/// A member and the group's generation that it belongs to, as the log wants to see them.
public protocol GroupMembership: AnyObject, Sendable {}

/// What a group has to tell.
public enum GroupNotice: Equatable, Sendable {
    /// These are this member's from now on, beside those that it has.
    case assigned([TopicPartition])
    /// These are to be given to others: commit what belongs to them, then ``LogGroup/release(_:)`` them.
    case revoked([TopicPartition])
    /// These belong to others already: nothing of theirs can be committed any more. Need not be released.
    case lost([TopicPartition])
    /// Something failed; the member keeps trying unless the failure is fatal.
    case failed(LogFailure)
}

/// How far a partition has been read, as a commit says it.
public struct CommittedPosition: Equatable, Sendable {
    /// The next record to read.
    public var offset: Int64
    /// What the commit says beside the offset; the worker puts its own number of the commit there.
    public var note: String

    /// A position from its parts.
    public init(offset: Int64, note: String = "") {
        self.offset = offset
        self.note = note
    }
}

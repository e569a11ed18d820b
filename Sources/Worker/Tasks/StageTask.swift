import EventModel

/// One task on a worker thread: its state, and how far it has read.
protocol StageTask: AnyObject {
    var id: TaskID { get }
    var changelog: TaskChangelog { get }
    /// From where it goes on in its inputs; without those of which nothing was read.
    var positions: [TopicPartition: Int64] { get }
    /// Whether there is something to commit.
    var hasNews: Bool { get }
    /// What it had has been prepared for the commit.
    func noteCommitted()
    /// Goes on from the positions of a restored commit.
    func resume(at positions: [TopicPartition: Int64])
}

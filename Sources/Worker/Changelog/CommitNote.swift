/// What a committed position says beside its offset: how far the task's changelog goes.
///
/// As text `number/snapshot`, such as `1234/1180`.
struct CommitNote: Equatable, Sendable {
    /// The number of the task's last commit.
    var number: Int64
    /// The commit from which the blocks hold the whole state; 0 means from the first on.
    var snapshotFrom: Int64

    init(number: Int64, snapshotFrom: Int64) {
        self.number = number
        self.snapshotFrom = snapshotFrom
    }

    /// `nil` for a text that this program has not written.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[0]), let snapshot = Int64(parts[1]), number > 0,
            (0...number).contains(snapshot)
        else { return nil }
        self.init(number: number, snapshotFrom: snapshot)
    }

    var text: String { "\(number)/\(snapshotFrom)" }
}

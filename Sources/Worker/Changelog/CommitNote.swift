/// What a committed position says beside its offset: how far the task's changelog goes.
///
/// As text `number/snapshot`, such as `1234/1180`, or `number/snapshot/owner` among workers that keep standby copies.
package struct CommitNote: Equatable, Sendable {
    /// The number of the task's last commit.
    package var number: Int64
    /// The commit from which the blocks hold the whole state; 0 means from the first on.
    package var snapshotFrom: Int64
    /// The worker that has written it; `nil` where nobody asks.
    package var owner: String?

    package init(number: Int64, snapshotFrom: Int64, owner: String? = nil) {
        self.number = number
        self.snapshotFrom = snapshotFrom
        self.owner = owner
    }

    /// `nil` for a text that this program has not written.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let number = Int64(parts[0]), let snapshot = Int64(parts[1]), number > 0,
            (0...number).contains(snapshot)
        else { return nil }
        self.init(number: number, snapshotFrom: snapshot, owner: parts.count > 2 ? String(parts[2]) : nil)
    }

    package var text: String { "\(number)/\(snapshotFrom)" + (owner.map { "/\($0)" } ?? "") }
}

import EventModel

/// Which tasks of others a worker follows, without anybody who hands that out.
///
/// The position that a task commits names its owner, so whoever owns something is known to all. For each task the
/// workers but its owner are ranked by a hash of both names, and the first ones follow it. All come to the same result
/// from the same positions, and only the tasks of a worker that comes or goes change hands. A worker that owns nothing
/// is known to itself alone: it follows its share beside those who would without it, which is one copy more.
package struct StandbyChoice {
    private let own: String
    private let copies: Int

    /// The choice of one worker, with so many copies of each task.
    package init(own: String, copies: Int) {
        self.own = own
        self.copies = copies
    }

    /// Chooses among tasks.
    ///
    /// - Parameters:
    ///   - owners: who has committed each task last; `nil` where that is not known.
    ///   - name: a task's name, the same on every worker.
    /// - Returns: those that this worker follows.
    /// - Complexity: O(tasks × workers).
    package func tasks<Task: Hashable>(_ owners: [Task: String?], named name: (Task) -> String) -> Set<Task> {
        let workers = Set(owners.values.compactMap { $0 }).union([own])
        return Set(
            owners.compactMap { task, owner in
                let rank = Self.rank(own, name(task))
                let better = workers.count { worker in
                    worker != own && worker != owner && Self.rank(worker, name(task)) > rank
                }
                return better < copies ? task : nil
            })
    }

    private static func rank(_ worker: String, _ task: String) -> UInt64 {
        ByteHash.hash(task, seed: ByteHash.hash(worker))
    }
}

public import EventModel
import Foundation
import Synchronization

/// A member of one of the log's groups.
public final class MemoryGroup: LogGroup {
    private struct State {
        var topics: [String] = []
        var member: String?
        var generation = 0
        var isClosed = false
    }

    private let log: MemoryLog
    private let name: String
    private let instance: String?
    private let process: MemoryProcess
    private let limits: GroupState.Limits
    private let state = Mutex(State())

    /// A member that has not joined yet.
    ///
    /// - Parameters:
    ///   - log: the log.
    ///   - group: the group's name.
    ///   - instance: the name under which a static member comes back.
    ///   - process: the process that it belongs to.
    ///   - sessionMilliseconds: how long it may go without a poll.
    ///   - rebalanceMilliseconds: how long a rebalance waits for it.
    public init(
        log: MemoryLog, group: String, instance: String? = nil, process: MemoryProcess = MemoryProcess(),
        sessionMilliseconds: Int64 = 10_000, rebalanceMilliseconds: Int64 = 60_000
    ) {
        self.log = log
        name = group
        self.instance = instance
        self.process = process
        limits = .init(session: sessionMilliseconds, rebalance: rebalanceMilliseconds)
    }

    /// Whether it has left the group.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Joins the group for these topics.
    public func join(_ topics: [String]) throws(LogFailure) {
        let fault = try log.enter(.join, process)
        state.withLock { state in
            state.topics = topics
            rejoin(&state)
        }
        try log.leave(fault, process)
    }

    /// News of the group, or none: at once in a simulated log, after a millisecond otherwise.
    public func poll(waitMilliseconds: Int) -> [GroupNotice] {
        do throws(LogFailure) {
            let fault = try log.enter(.poll, process)
            let notices = state.withLock { state in pollGroup(&state, isExpired: fault == .expire) }
            try log.leave(fault, process)
            if notices.isEmpty, waitMilliseconds > 0, !log.isSimulated {
                Thread.sleep(forTimeInterval: 0.001)
            }
            return notices
        } catch {
            return error == .crashed ? [] : [.failed(error)]
        }
    }

    /// Hands back what was revoked.
    public func release(_ partitions: [TopicPartition]) throws(LogFailure) {
        let fault = try log.enter(.release, process)
        let now = log.clock.now
        state.withLock { state in
            guard let member = state.member else { return }
            state.generation = log.state.withLock { store in
                store.groups[name]?.release(partitions, of: member, now: now)
                return store.groups[name]?.generation(of: member) ?? state.generation
            }
        }
        try log.leave(fault, process)
    }

    /// The member and its generation as of now.
    public var membership: any GroupMembership {
        state.withLock { state in
            if let member = state.member {
                state.generation = log.state.withLock {
                    $0.groups[name]?.generation(of: member) ?? state.generation
                }
            }
            return MemoryMembership(group: name, member: state.member ?? "", generation: state.generation)
        }
    }

    /// The positions that the group has committed; in a simulated log it fails at once while they may still change.
    public func committed(
        _ partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: CommittedPosition] {
        let fault = try log.enter(.committed, process)
        var found = stable(partitions)
        var waited = 0
        while found == nil, !log.isSimulated, waited < waitMilliseconds {
            Thread.sleep(forTimeInterval: 0.001)
            waited += 1
            log.settle()
            found = stable(partitions)
        }
        try log.leave(fault, process)
        if let found { return found }
        throw LogFailure(
            code: "UNSTABLE_OFFSET_COMMIT",
            message: "a transaction that may change the group's positions is open",
            hint: "ask again; it ends or times out", isFatal: false, isRetriable: true)
    }

    /// Leaves the group.
    public func close() {
        let now = log.clock.now
        let isDead = process.isCrashed
        state.withLock { state in
            state.isClosed = true
            guard let member = state.member, !isDead else { return }
            log.state.withLock { $0.groups[name]?.leave(member, now: now) }
            state.member = nil
        }
    }

    private func stable(_ partitions: [TopicPartition]) -> [TopicPartition: CommittedPosition]? {
        log.state.withLock { store in
            guard !store.isPending(name, partitions) else { return nil }
            let positions = store.groups[name]?.positions ?? [:]
            return partitions.reduce(into: [:]) { $0[$1] = positions[$1] }
        }
    }

    private func rejoin(_ state: inout State) {
        let (topics, now) = (state.topics, log.clock.now)
        let member = log.state.withLock { store in
            let counts = store.partitionCounts(of: topics)
            return store.groups[name, default: GroupState(limits: limits)].join(
                topics: topics, instance: instance, counts: counts, now: now)
        }
        state.member = member
    }

    private func pollGroup(_ state: inout State, isExpired: Bool) -> [GroupNotice] {
        guard let member = state.member else { return [] }
        let (topics, now) = (state.topics, log.clock.now)
        let notices = log.state.withLock { store in
            if isExpired { store.groups[name]?.expel(member, now: now) }
            let counts = store.partitionCounts(of: topics)
            return store.groups[name]?.poll(member, counts: counts, now: now)
        }
        if let notices { return notices }
        return comeBack(&state, member)
    }

    // The group has given this member up: what it had belongs to others, and it joins anew.
    private func comeBack(_ state: inout State, _ member: String) -> [GroupNotice] {
        guard let lost = log.state.withLock({ $0.groups[name]?.takeLost(member) }) else { return [] }
        let notices: [GroupNotice] = lost.partitions.isEmpty ? [] : [.lost(lost.partitions)]
        if lost.isReplaced {
            state.member = nil
            return notices + [
                .failed(
                    .refused(
                        "FENCED_INSTANCE_ID", "another member of group \(name) has the same instance id",
                        hint: "give each worker an instance of its own", isFatal: true))
            ]
        }
        rejoin(&state)
        return notices
    }
}

/// A member and its generation.
final class MemoryMembership: GroupMembership {
    let group: String
    let member: String
    let generation: Int

    init(group: String, member: String, generation: Int) {
        self.group = group
        self.member = member
        self.generation = generation
    }
}

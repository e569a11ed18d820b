import EventModel

/// A consumer group as its coordinator sees it.
///
/// A change of members opens a rebalance; when every member has polled (and has handed back what it was asked for), the
/// rebalance is complete, the generation grows by one, and partitions are shared out. What has to move is revoked in one
/// generation and assigned in the next.
struct GroupState: Sendable {
    /// The time-outs of a group.
    struct Limits: Sendable {
        var session: Int64
        var rebalance: Int64
    }

    struct Member: Sendable {
        let id: String
        let instance: String?
        let topics: [String]
        var owned: [TopicPartition] = []
        // Asked for and not handed back yet; also in `owned`.
        var revoking: [TopicPartition] = []
        // Assigned and not told yet; also in `owned`.
        var untold: [TopicPartition] = []
        var mustTellRevoked = false
        var hasJoined = true
        var lastPoll: Int64
    }

    let limits: Limits
    private(set) var members: [Member] = []
    private(set) var generation = 0
    var positions: [TopicPartition: CommittedPosition] = [:]
    private var joiningSince: Int64?
    private var lastMember = 0
    // What members that were given up knew as theirs.
    private var lost: [String: [TopicPartition]] = [:]
    // Members that another one with the same instance id replaced.
    private var replaced: Set<String> = []
    private var counts: [String: Int] = [:]

    init(limits: Limits) { self.limits = limits }

    /// Whether a commit by this member, of this generation, is accepted.
    func admits(_ member: MemoryMembership) -> Bool {
        member.generation == generation && members.contains { $0.id == member.member }
    }

    /// Adds a member and returns its id; one of the same instance is replaced, and keeps its partitions.
    mutating func join(topics: [String], instance: String?, counts: [String: Int], now: Int64) -> String {
        lastMember += 1
        let id = "member-\(lastMember)"
        self.counts.merge(counts) { $1 }
        var member = Member(id: id, instance: instance, topics: topics, lastPoll: now)
        let old = instance.flatMap { instance in members.firstIndex { $0.instance == instance } }
        guard let old else {
            members.append(member)
            beginRebalance(now, joined: id)
            return id
        }
        let before = members[old]
        replaced.insert(before.id)
        lost[before.id] = before.owned.filter { !before.untold.contains($0) }
        member.owned = before.owned.filter { !before.revoking.contains($0) }
        member.untold = member.owned
        members[old] = member
        if before.revoking.isEmpty, Set(before.topics) == Set(topics) {
            completeWhenReady(now)
        } else {
            beginRebalance(now, joined: id)
        }
        return id
    }

    /// What a member is told; `nil` when it is no member any longer.
    mutating func poll(_ id: String, counts: [String: Int], now: Int64) -> [GroupNotice]? {
        guard let place = index(of: id) else { return nil }
        members[place].lastPoll = now
        if counts.contains(where: { self.counts[$0] != $1 }) {
            self.counts.merge(counts) { $1 }
            beginRebalance(now)
        }
        if joiningSince != nil {
            members[place].hasJoined = true
            completeWhenReady(now)
        }
        return takeNotices(place)
    }

    /// Takes back what was revoked.
    mutating func release(_ partitions: [TopicPartition], of id: String, now: Int64) {
        guard let place = index(of: id) else { return }
        let given = partitions.filter { members[place].revoking.contains($0) }
        guard !given.isEmpty else { return }
        members[place].owned.removeAll { given.contains($0) }
        members[place].revoking.removeAll { given.contains($0) }
        guard members[place].revoking.isEmpty else { return }
        members[place].hasJoined = true
        beginRebalance(now, joined: id)
    }

    /// Removes a member at once.
    mutating func leave(_ id: String, now: Int64) {
        guard let place = index(of: id) else { return }
        members.remove(at: place)
        beginRebalance(now)
    }

    /// Gives up a member, which learns of it when it polls again.
    mutating func expel(_ id: String, now: Int64) {
        guard let place = index(of: id) else { return }
        let member = members.remove(at: place)
        lost[id] = member.owned.filter { !member.untold.contains($0) }
        beginRebalance(now)
    }

    /// Gives up members that did not poll or did not follow a rebalance for too long.
    mutating func expire(at now: Int64) {
        while let member = members.first(where: { isExpired($0, now) }) { expel(member.id, now: now) }
    }

    /// What a former member has lost, told once, and whether it must not come back.
    mutating func takeLost(_ id: String) -> (partitions: [TopicPartition], isReplaced: Bool) {
        (lost.removeValue(forKey: id) ?? [], replaced.contains(id))
    }

    /// The generation that a member belongs to; `nil` when it is no member any longer.
    func generation(of id: String) -> Int? { index(of: id) == nil ? nil : generation }

    private func index(of id: String) -> Int? { members.firstIndex { $0.id == id } }

    private func isExpired(_ member: Member, _ now: Int64) -> Bool {
        if member.lastPoll + limits.session <= now { return true }
        guard !member.hasJoined || !member.revoking.isEmpty else { return false }
        return joiningSince.map { $0 + limits.rebalance <= now } ?? false
    }

    private mutating func takeNotices(_ place: Int) -> [GroupNotice] {
        var notices: [GroupNotice] = []
        if members[place].mustTellRevoked { notices.append(.revoked(members[place].revoking)) }
        if !members[place].untold.isEmpty { notices.append(.assigned(members[place].untold.sorted())) }
        members[place].mustTellRevoked = false
        members[place].untold = []
        return notices
    }
}

extension GroupState {
    // All members but the one that caused it have to join anew.
    private mutating func beginRebalance(_ now: Int64, joined: String? = nil) {
        if joiningSince == nil {
            joiningSince = now
            for place in members.indices { members[place].hasJoined = members[place].id == joined }
        }
        completeWhenReady(now)
    }

    private mutating func completeWhenReady(_ now: Int64) {
        guard joiningSince != nil, !members.isEmpty else { return }
        guard members.allSatisfy({ $0.hasJoined && $0.revoking.isEmpty }) else { return }
        joiningSince = nil
        generation += 1
        share()
        // What is handed back goes to others in a rebalance of its own.
        guard members.contains(where: { !$0.revoking.isEmpty }) else { return }
        joiningSince = now
        for place in members.indices { members[place].hasJoined = false }
    }

    private mutating func share() {
        let partitions = Set(members.flatMap(\.topics)).sorted().flatMap { name in
            (0..<(counts[name] ?? 0)).map { TopicPartition(topic: name, partition: Int32($0)) }
        }
        let targets = StickyShares.share(
            partitions, among: members.map { .init(owned: $0.owned, topics: Set($0.topics)) })
        for (place, target) in targets.enumerated() { take(back: target, from: place) }
        let held = Set(members.flatMap(\.owned))
        for (place, target) in targets.enumerated() {
            let coming = target.filter { !held.contains($0) }
            members[place].owned += coming
            members[place].untold += coming
        }
    }

    // What the member was never told of goes at once; the rest has to be handed back.
    private mutating func take(back target: [TopicPartition], from place: Int) {
        let leaving = Set(members[place].owned).subtracting(target)
        let untold = leaving.intersection(members[place].untold)
        members[place].owned.removeAll { untold.contains($0) }
        members[place].untold.removeAll { untold.contains($0) }
        members[place].revoking = leaving.subtracting(untold).sorted()
        members[place].mustTellRevoked = !members[place].revoking.isEmpty
    }
}

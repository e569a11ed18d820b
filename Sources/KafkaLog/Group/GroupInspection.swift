import EventModel

/// Looks whether the group has left partitions to nobody, and if so brings it to share out anew.
///
/// A static member that ends after it has given partitions back, and before it has joined again, leaves them to nobody:
/// when it returns under its name in time, Kafka hands it what it had and sees no reason to share out the rest. So such
/// a member looks after each start, and a guest that joins and leaves at once gives the group the reason.
final class GroupInspection {
    private let properties: KafkaProperties
    private let group: String
    private let log: KafkaLogSink
    private var guest: GroupGuest?
    private var nextLook = Int64.max
    private var wasVacant = false

    /// How long the group is given to settle, in milliseconds.
    private static let patience: Int64 = 3000

    /// - Parameters:
    ///   - properties: those of the member; the guest has them but for the member's name.
    ///   - group: the group that both are in.
    ///   - log: where the library's log lines go.
    init(properties: KafkaProperties, group: String, log: @escaping KafkaLogSink) {
        var own = properties
        own["group.instance.id"] = nil
        self.properties = own
        self.group = group
        self.log = log
    }

    /// The member was given its share: look soon.
    func noteShare() {
        nextLook = monotonicMilliseconds() + Self.patience
        wasVacant = false
    }

    /// Goes on; waits for brokers for at most two seconds, and only now and then.
    func step(_ client: GroupClient, topics: [String]) {
        if let guest {
            if guest.step() { self.guest = nil }
            return
        }
        let now = monotonicMilliseconds()
        guard now >= nextLook else { return }
        nextLook = now + Self.patience
        do throws(LogFailure) {
            try look(client, topics)
        } catch {
            // Clusters that do not tell: they are not asked again.
            if !error.isRetriable { nextLook = .max }
        }
    }

    /// Ends the visit, if there is one.
    func close() {
        guest?.leave()
        guest = nil
    }

    private func look(_ client: GroupClient, _ topics: [String]) throws(LogFailure) {
        guard let shared = try GroupShares.partitions(of: group, client.handle) else { return }
        let counts = try ClusterMetadata(client.handle, waitMilliseconds: 2000).partitionCounts
        let all = topics.reduce(0) { $0 + (counts[$1] ?? 0) }
        guard shared < all else {
            nextLook = .max
            return
        }
        // Once may be a moment between two generations.
        if wasVacant {
            log(5, "GROUP", "\(all - shared) partitions of \(group) belong to nobody; it shares out anew")
            let client = try GroupClient(properties: properties, log: log)
            guest = try GroupGuest(client, topics: topics)
        }
        wasVacant.toggle()
    }
}

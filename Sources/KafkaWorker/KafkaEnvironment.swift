public import EventModel
import Foundation
public import KafkaLog
public import StateStore
public import Worker

/// What a worker needs, on Kafka: each pipeline is a member of the group `<group>-<pipeline>`, with a client that fetches
/// and a transactional producer for each thread.
public struct KafkaEnvironment: Sendable {
    /// Addresses, security and whatever else is set for all clients.
    public var properties: KafkaProperties
    /// What the names of the pipelines' groups begin with.
    public var group: String
    /// How the worker runs.
    public var settings: WorkerSettings
    /// The copies of state on this machine, if there are to be any.
    public var localState: (any LocalState)?
    /// Keeps the memory of state to a budget, if there is one.
    public var memory: StateMemory?
    /// Where the library's log lines go.
    public var log: KafkaLogSink

    /// An environment from its parts.
    public init(
        properties: KafkaProperties, group: String, settings: WorkerSettings,
        localState: (any LocalState)? = nil, memory: StateMemory? = nil,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) {
        self.properties = properties
        self.group = group
        self.settings = settings
        self.localState = localState
        self.memory = memory
        self.log = log
    }

    /// The ports.
    ///
    /// - Parameter report: takes what the worker has to say.
    /// - Returns: the worker's ports.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public func ports(
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws(LogFailure) -> WorkerEnvironment {
        let (log, group, settings) = (log, group, settings)
        // Without a name of its own every start is another member, whose transactions are nobody else's.
        let instance = settings.instance ?? UUID().uuidString
        let member = properties.with([
            ("session.timeout.ms", String(settings.sessionMilliseconds)),
            ("max.poll.interval.ms", String(settings.maxPollMilliseconds)),
        ])
        let writer = properties.with([("transaction.timeout.ms", String(settings.transactionMilliseconds))])
        let reader = properties
        var follower = properties
        follower["queued.max.messages.kbytes"] = properties["queued.max.messages.kbytes"] ?? "16384"
        var environment = WorkerEnvironment(
            makeGroup: { pipeline throws(LogFailure) in
                try KafkaGroup(
                    properties: member, group: "\(group)-\(pipeline)", instance: settings.instance, log: log)
            },
            makeFetcher: { pipeline, readers throws(LogFailure) in
                try KafkaFetcher(
                    properties: reader, group: "\(group)-\(pipeline)", readers: readers, log: log)
            },
            makeWriter: { pipeline, thread throws(LogFailure) in
                guard settings.delivery == .exactlyOnce else {
                    return try KafkaAtLeastOnce(properties: properties, log: log)
                }
                return try KafkaTransactions(
                    properties: writer, transactionalID: "\(group)-\(pipeline)-\(instance)-\(thread)",
                    log: log)
            },
            topics: try KafkaTopics(properties: properties, log: log), localState: localState,
            clock: { Int64(Date().timeIntervalSince1970 * 1000) }, report: report)
        environment.memory = memory
        return environment.named(settings.instance) { [follower] pipeline throws(LogFailure) in
            try KafkaFetcher(properties: follower, group: "\(group)-\(pipeline)", readers: 1, log: log)
        }
    }
}

extension KafkaProperties {
    /// These, and others where they are not set.
    fileprivate func with(_ defaults: [(String, String)]) -> KafkaProperties {
        var all = self
        for (name, value) in defaults where all[name] == nil { all[name] = value }
        return all
    }
}

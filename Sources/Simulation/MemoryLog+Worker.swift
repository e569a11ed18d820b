import EventModel
public import StateStore
public import Worker

extension MemoryLog {
    /// What a worker needs, on this log.
    ///
    /// - Parameters:
    ///   - name: the worker's name; each at a time needs its own.
    ///   - group: what the names of the pipelines' groups begin with.
    ///   - process: the process that it is; a crash of it ends all that its clients do.
    ///   - localState: its disk.
    ///   - clock: the worker's clock.
    ///   - pace: called before each fetch that may wait; see ``MemoryFetcher``.
    ///   - keeps: which records are kept, by topic and payload.
    ///   - report: takes what the worker has to say.
    /// - Returns: the ports.
    public func environment(
        name: String = "worker", group: String = "group", process: MemoryProcess = MemoryProcess(),
        localState: (any LocalState)? = nil, clock: @escaping @Sendable () -> Int64,
        pace: (@Sendable () -> Bool)? = nil,
        keeps: @escaping @Sendable (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true },
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) -> WorkerEnvironment {
        WorkerEnvironment(
            makeGroup: { pipeline throws(LogFailure) in
                MemoryGroup(log: self, group: "\(group)-\(pipeline)", process: process)
            },
            makeFetcher: { _, readers throws(LogFailure) in
                MemoryFetcher(log: self, readers: readers, process: process, pace: pace)
            },
            makeWriter: { pipeline, thread throws(LogFailure) in
                try self.check(.makeProducer)
                return MemoryWriter(
                    log: self, name: "\(name)-\(pipeline)-\(thread)", process: process, keeps: keeps)
            },
            topics: MemoryTopics(log: self, process: process), localState: localState, clock: clock,
            report: report
        ).named(name) { _ throws(LogFailure) in MemoryFetcher(log: self, readers: 1, process: process) }
    }
}

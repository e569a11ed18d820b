import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Tells work that blocks a thread to come to an end.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    private let actions = Mutex<[@Sendable () -> Void]>([])

    var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Sets the flag and runs what was registered, once.
    func set() {
        guard !flag.exchange(true, ordering: .sequentiallyConsistent) else { return }
        for action in actions.withLock({ $0 }) { action() }
    }

    /// Runs an action when the flag is set, or at once if it is.
    func onSet(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(action) }
        if isSet { action() }
    }

    /// Sleeps, but not longer than until the flag is set, and not much longer than asked.
    func sleep(seconds: Double) {
        let end = Date().addingTimeInterval(seconds)
        while !isSet, Date() < end {
            Thread.sleep(forTimeInterval: min(0.05, max(end.timeIntervalSinceNow, 0)))
        }
    }
}

/// Work that blocks, on a thread of its own, as a service: a signal sets the flag, and the group waits for it to end.
struct BlockingService: Service {
    let stop: StopFlag
    let body: @Sendable (StopFlag) throws -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    do {
                        try body(stop)
                        continuation.resume()
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
                // librdkafka and deep evaluation are content with less; the main thread's size is the safe choice.
                thread.stackSize = 8 << 20
                thread.start()
            }
        } onGracefulShutdown: {
            stop.set()
        }
    }
}

/// Runs work that blocks until it ends, a signal comes (SIGINT, SIGTERM) or some seconds have passed; every end is clean.
func runUntilStopped(
    seconds: Double? = nil, _ body: @escaping @Sendable (StopFlag) throws -> Void
) async throws {
    signal(SIGPIPE, SIG_IGN)
    let stop = StopFlag()
    var logger = Logger(label: "credence")
    logger.logLevel = .critical
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [
                .init(
                    service: BlockingService(stop: stop, body: body),
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    let timer = seconds.map { seconds in
        Task {
            try await Task.sleep(for: .seconds(seconds))
            stop.set()
        }
    }
    defer { timer?.cancel() }
    try await group.run()
}

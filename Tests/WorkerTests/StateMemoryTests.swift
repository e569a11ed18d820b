import EventModel
import Simulation
import StateStore
import Testing
import Worker

#if os(Linux)
    /// Workers whose memory is under a budget.
    @Suite(.serialized) struct StateMemoryTests {
        private static let made = MadeMarketplace(seed: 11, orders: 80)
        private static let orders = made.records(of: "orders")
        private static let logistics = made.records(of: "logistics")
        private static let expected = NaiveSellerTrust(made.events).results

        private func log() -> MemoryLog {
            let log = MemoryLog()
            log.create("orders", partitions: 2)
            log.create("logistics", partitions: 2)
            log.publish(Self.orders, to: "orders")
            log.publish(Self.logistics, to: "logistics")
            return log
        }

        private func start(_ log: MemoryLog, _ memory: StateMemory?, clock: ManualClock) throws
            -> RunningWorker
        {
            var settings = WorkerSettings.eager()
            settings.fetchSize = 20
            return RunningWorker(
                [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: settings,
                memory: memory, keepsState: true)
        }

        private func finish(_ worker: RunningWorker, _ log: MemoryLog) {
            worker.waitUntilSettled()
            worker.stop()
            #expect(Published(log).results.map(NaiveSellerTrust.line).sorted() == Self.expected.sorted())
        }

        @Test func `a budget changes no result, and is told with the status`() throws {
            let memory = try StateMemory(directory: "/tmp", budgetBytes: 4)
            let log = log()
            let worker = try start(log, memory, clock: ManualClock())
            worker.wait(for: "everything to be read") {
                (worker.status?.read ?? 0) == Self.orders.count + Self.logistics.count
            }
            let told = try #require(worker.status?.memory)
            #expect(told.budgetBytes == 4 && told.residentBytes > 4 && !told.isReadingPaused)
            #expect(told.fileBytes > 0 && told.plainBytes == 0)
            finish(worker, log)
            #expect(memory.pool.figures.fileBytes == 0)
        }

        @Test func `a full disk pauses reading, is told, and loses nothing`() throws {
            let log = log()
            let full = try StateMemory(directory: "/tmp", budgetBytes: 4, fileLimitBytes: 0)
            let worker = try start(log, full, clock: ManualClock())
            worker.wait(for: "reading to pause") { worker.status?.memory?.isReadingPaused == true }
            let read = worker.status?.read ?? 0
            #expect(read < Self.orders.count + Self.logistics.count)
            worker.letTimePass(seconds: 20)
            let told = worker.events.filter {
                if case .stateDiskFull(_, let bytes, let isPaused) = $0 {
                    bytes > 0 && isPaused
                } else {
                    false
                }
            }
            #expect(told.count == 1)
            worker.stop()
            // Another one goes on where it stopped.
            finish(try start(log, nil, clock: worker.clock), log)
        }
    }
#endif

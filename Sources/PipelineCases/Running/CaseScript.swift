import Dataflow
import EventModel
import PipelineSpec
import Planning
import Simulation
import Synchronization
import Worker

/// Paces a worker through a case: publishes one record or moves the clock whenever everything is done that was to do.
///
/// The clock is the time at which events arrive. Between two of them it goes on in small steps until every partition
/// counts as silent, as it would in reality, and then jumps.
final class CaseScript: Sendable {
    private struct State {
        var next = 0
        var silence: Int64 = 0
        var hasBegun = false
        // By topic and partition: the offset of the next record.
        var offsets: [TopicPartition: Int] = [:]
        var places: [TopicPartition: [Int: Int]] = [:]
    }

    /// As much of the clock as a worker counts as silence at once.
    private static let step: Int64 = 1000

    let log: MemoryLog
    let clock: ManualClock
    private let events: [CaseEvent]
    private let topics: [String]
    private let partitions: Int
    private let idleAfter: Int64
    private let outOfOrderness: Int64
    private let end: Int64
    private let state = Mutex(State())

    init(_ test: TestCase) {
        events = test.events
        partitions = test.partitions
        let plans = test.catalogue.plans
        topics = plans.flatMap { $0.sources.map(\.topic) }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
        idleAfter = plans.map(\.time.idleAfterMilliseconds).max() ?? 0
        outOfOrderness = plans.map(\.time.outOfOrdernessMilliseconds).max() ?? 0
        end = test.end
        clock = ManualClock(at: min(test.start, test.events.first?.arrives ?? test.start))
        // Its members do not time out, however far the clock of events jumps.
        log = MemoryLog(isSimulated: true)
        for topic in topics { log.create(topic, partitions: test.partitions) }
        // One partition keeps what is told in the order in which it was told.
        for output in WorkerSettings().outputDemands { log.create(output.name, partitions: 1) }
    }

    /// Which event a record was, by its place in the log.
    func event(_ topic: String, partition: Int, offset: Int) -> CaseEvent? {
        let place = state.withLock {
            $0.places[TopicPartition(topic: topic, partition: Int32(partition))]?[offset]
        }
        return place.map { events[$0] }
    }

    /// Does one step; tells whether there was one to do.
    func advance() -> Bool { state.withLock { move(&$0) } }

    private func move(_ state: inout State) -> Bool {
        if !state.hasBegun {
            // A tombstone is no event, and yet the topic has begun: otherwise everything would wait for it.
            state.hasBegun = true
            for topic in topics {
                publish(StoredRecord(key: nil, value: nil), to: topic, partition: 0, &state)
            }
            return true
        }
        let now = clock.now
        let isLast = state.next == events.count
        let target = isLast ? max(end + outOfOrderness, now) : events[state.next].arrives
        // Only a watermark that follows the clock reaches the end.
        let mustWait = isLast && state.silence <= idleAfter + Self.step
        if now < target || mustWait {
            passTime(now, target: mustWait ? max(target, now + Self.step) : target, &state)
            return true
        }
        guard !isLast else { return false }
        publish(events[state.next], &state)
        return true
    }

    private func passTime(_ now: Int64, target: Int64, _ state: inout State) {
        let isSilent = state.silence > idleAfter + Self.step
        let delta = isSilent ? target - now : min(Self.step, target - now)
        state.silence += min(delta, Self.step)
        clock.advance(byMilliseconds: delta)
    }

    private func publish(_ event: CaseEvent, _ state: inout State) {
        let partition = MemoryLog.partition(of: event.key, count: partitions)
        let place = TopicPartition(topic: event.topic, partition: Int32(partition))
        state.places[place, default: [:]][state.offsets[place] ?? 0] = state.next
        state.next += 1
        state.silence = 0
        let record = StoredRecord(
            key: event.key, value: event.value, timestampMilliseconds: event.arrives)
        publish(record, to: event.topic, partition: partition, &state)
    }

    private func publish(_ record: StoredRecord, to topic: String, partition: Int, _ state: inout State) {
        log.publish(record, to: topic, partition: partition)
        state.offsets[TopicPartition(topic: topic, partition: Int32(partition)), default: 0] += 1
    }
}

import Dataflow
import EventModel
import Testing

@Suite struct TaskWatermarkTests {
    private static let rules = TimeRules(
        outOfOrdernessMilliseconds: 10, idleAfterMilliseconds: 60, maxFutureSkewMilliseconds: 5,
        allowedLatenessMilliseconds: 100)

    private func task(_ partition: Int32 = 0, sources: [Int] = [0, 1]) -> TaskWatermark {
        TaskWatermark(stage: 0, partition: partition, rules: Self.rules, sources: sources, now: 0)
    }

    private func time(tasks: Int, optional: [Bool] = [false, false]) -> PipelineTime {
        PipelineTime(rules: Self.rules, optionalSources: optional, tasks: [tasks])
    }

    @Test func `its watermark is the minimum over its partitions less the disorder`() {
        let (task, time) = (task(), time(tasks: 1))
        task.read(input: 0, times: 500...1000, common: time)
        task.read(input: 1, times: 400...700, common: time)
        task.look(now: 1, time)
        #expect(task.watermark == EventTime(milliseconds: 690))
        #expect(task.report.beginning.earliest == EventTime(milliseconds: 400))
        #expect(task.report.begun == [0, 1])
    }

    @Test func `a task behind others goes on to what they have handed on, and never back`() {
        let task = task(sources: [])
        task.follow(EventTime(milliseconds: 100))
        task.follow(EventTime(milliseconds: 50))
        #expect(task.watermark == EventTime(milliseconds: 100) && task.hasChanges)
        #expect(!task.report.isIdle && task.report.begun.isEmpty)
    }

    @Test func `a source that has begun elsewhere is not waited for`() {
        let (task, other) = (task(), task(1))
        var time = time(tasks: 2)
        task.read(input: 0, times: 1...1000, common: time)
        task.reachEnd(input: 1)
        for now in 1...1000 { task.look(now: Int64(now), time) }
        #expect(task.watermark == .distantPast)
        other.read(input: 1, times: 1...5, common: time)
        time.note(other.report)
        task.look(now: 1001, time)
        #expect(task.watermark == .distantPast)
        task.look(now: 1061, time)
        #expect(task.watermark == EventTime(milliseconds: 990))
    }

    @Test func `an idle task follows the others and takes their watermark when it wakes`() {
        let (task, other) = (task(sources: [0]), task(1, sources: [0]))
        var time = time(tasks: 2, optional: [false])
        task.read(input: 0, times: 1...100, common: time)
        task.reachEnd(input: 0)
        other.read(input: 0, times: 1...1000, common: time)
        for now: Int64 in [1, 70] {
            task.look(now: now, time)
            other.look(now: now, time)
            for report in [task.report, other.report] { time.note(report) }
        }
        task.look(now: 71, time)
        #expect(task.report.isIdle)
        #expect(task.watermark == EventTime(milliseconds: 990))
        other.read(input: 0, times: 1000...5000, common: time)
        other.look(now: 71, time)
        time.note(other.report)
        #expect(task.wake(input: 0, common: time) == EventTime(milliseconds: 4990))
        #expect(!task.report.isIdle)
    }

    @Test func `a reader that does not keep up has observed no silence`() {
        let (task, time) = (task(sources: [0]), time(tasks: 1, optional: [true]))
        task.reachEnd(input: 0)
        for now in Int64(1)...1000 {
            task.attend(isDrained: false, now: now)
            task.update(now: now, time: time)
        }
        #expect(!task.report.isIdle)
        task.look(now: 1060, time)
        #expect(task.report.isIdle)
    }

    @Test func `a restart keeps the watermark and observes silence anew`() throws {
        let (task, time) = (task(sources: [0]), time(tasks: 1, optional: [false]))
        task.read(input: 0, times: 1...1000, common: time)
        task.reachEnd(input: 0)
        task.look(now: 100, time)
        task.look(now: 160, time)
        task.ship(through: task.watermark)
        #expect(task.report.isIdle && task.hasChanges)
        var log = Changelog()
        log.commit(task, sliceBytes: 10)
        #expect(!task.hasChanges)

        let restored = TaskWatermark(stage: 0, partition: 0, rules: Self.rules, sources: [0], now: 5000)
        try log.restore(restored)
        #expect(restored.watermark == EventTime(milliseconds: 990))
        #expect(restored.shipped == EventTime(milliseconds: 990))
        #expect(restored.newest(input: 0) == EventTime(milliseconds: 1000))
        #expect(restored.report.begun == [0])
        #expect(!restored.report.isIdle && restored.report.turns > task.report.turns)
        restored.reachEnd(input: 0)
        restored.look(now: 5050, time)
        #expect(!restored.report.isIdle)
        // Silence counts from the first time that it could be observed.
        restored.look(now: 5110, time)
        #expect(restored.report.isIdle)
    }

    @Test func `the time of another task is damage`() {
        let task = task(1)
        task.ship(through: EventTime(milliseconds: 5))
        var log = Changelog()
        log.commit(task, sliceBytes: 10)
        for other in [self.task(0), self.task(1, sources: [0])] {
            #expect(throws: StateDamage.self) { try log.restore(other) }
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `damaged bytes throw or do no harm`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (task, time) = (task(), time(tasks: 1))
        task.read(input: 0, times: 500...1000, common: time)
        task.observe(
            input: 1, newest: EventTime(milliseconds: 800), oldest: EventTime(milliseconds: 90),
            oldestTardy: [TardyTime(time: EventTime(milliseconds: 7), entry: EventTime(milliseconds: 200))])
        let writer = StateWriter()
        _ = task.writeSlice(bytes: 1, to: writer)
        let bytes = Array(writer.bytes).damaged(using: &random)
        let restored = self.task()
        if bytes.restores(restored) {
            restored.look(now: 5, time)
            _ = restored.report
        }
    }
}

extension TaskWatermark {
    /// What a thread does again and again: look for records, find no more than it can take, and move on.
    func look(now: Int64, _ time: PipelineTime) {
        attend(isDrained: true, now: now)
        update(now: now, time: time)
    }

    /// What a gather task does with a batch of records.
    func read(input: Int, times: ClosedRange<Int64>, common: PipelineTime) {
        _ = wake(input: input, common: common)
        observe(
            input: input, newest: EventTime(milliseconds: times.upperBound),
            oldest: EventTime(milliseconds: times.lowerBound))
    }
}

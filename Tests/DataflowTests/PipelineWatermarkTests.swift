import Dataflow
import EventModel
import Testing

@Suite struct PipelineWatermarkTests {
    private static let rules = TimeRules(
        outOfOrdernessMilliseconds: 10, idleAfterMilliseconds: 60, maxFutureSkewMilliseconds: 5,
        allowedLatenessMilliseconds: 100)

    private func pipeline(tasks: Int, optional: [Bool] = [false, false]) -> PipelineWatermark {
        var pipeline = PipelineWatermark(rules: Self.rules, optionalSources: optional)
        for _ in 0..<tasks { _ = pipeline.addTask(sources: Array(optional.indices), now: 0) }
        return pipeline
    }

    @Test func `a task's watermark is the minimum over its partitions less the disorder`() {
        var pipeline = pipeline(tasks: 1)
        pipeline.read(task: 0, input: 0, times: 500...1000)
        pipeline.read(task: 0, input: 1, times: 400...700)
        pipeline.look(now: 1)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 690))
        #expect(pipeline.beginning.earliest == EventTime(milliseconds: 400))
    }

    @Test func `a topic that has not begun holds everything, however long`() {
        var pipeline = pipeline(tasks: 2)
        pipeline.read(task: 0, input: 0, times: 1...1000)
        pipeline.read(task: 1, input: 0, times: 1...1000)
        for task in 0..<2 { for input in 0..<2 { pipeline.reachEnd(task: task, input: input) } }
        for minute in 1...100 { pipeline.look(now: Int64(minute) * 60_000) }
        #expect(pipeline.watermark(of: 0) == .distantPast)
        #expect(pipeline.expectedSources == [1])
    }

    @Test func `an optional topic that has not begun is idle after its time`() {
        var pipeline = pipeline(tasks: 1, optional: [false, true])
        pipeline.read(task: 0, input: 0, times: 1...1000)
        pipeline.reachEnd(task: 0, input: 1)
        pipeline.look(now: 2)
        pipeline.look(now: 61)
        #expect(pipeline.watermark(of: 0) == .distantPast)
        pipeline.look(now: 62)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
    }

    @Test func `a silent partition is set aside only when it is read to its end`() {
        var pipeline = pipeline(tasks: 1)
        pipeline.read(task: 0, input: 0, times: 1...1000)
        pipeline.read(task: 0, input: 1, times: 1...200)
        pipeline.look(now: 1000)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 190))
        pipeline.reachEnd(task: 0, input: 1)
        pipeline.look(now: 1059)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 190))
        pipeline.look(now: 1060)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
    }

    @Test func `a process that was suspended has observed no silence`() {
        var rules = Self.rules
        rules.idleAfterMilliseconds = 60_000
        var pipeline = PipelineWatermark(rules: rules, optionalSources: [false])
        _ = pipeline.addTask(sources: [0], now: 0)
        pipeline.read(task: 0, input: 0, times: 1...1000)
        pipeline.reachEnd(task: 0, input: 0)
        pipeline.look(now: 100)
        pipeline.look(now: 10_000_000)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
        #expect(pipeline.taskCounts.idle == 0)
    }

    @Test func `a reader that does not keep up has observed no silence`() {
        var pipeline = pipeline(tasks: 1, optional: [false])
        pipeline.read(task: 0, input: 0, times: 1...1000)
        pipeline.reachEnd(task: 0, input: 0)
        for now in 1...1000 {
            pipeline.attend(tasks: [0], isDrained: false, now: Int64(now))
            pipeline.update(now: Int64(now))
        }
        #expect(pipeline.taskCounts.idle == 0)
    }

    @Test func `an idle task follows the others and takes their watermark when it wakes`() {
        var pipeline = pipeline(tasks: 2, optional: [false])
        pipeline.read(task: 0, input: 0, times: 1...100)
        pipeline.reachEnd(task: 0, input: 0)
        pipeline.look(now: 1)
        pipeline.read(task: 1, input: 0, times: 1...1000)
        pipeline.look(now: 70)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
        #expect(pipeline.wake(task: 0, input: 0) == EventTime(milliseconds: 990))
        pipeline.read(task: 1, input: 0, times: 1000...5000)
        pipeline.look(now: 71)
        // Awake, it holds the common watermark until it has caught up.
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
    }

    @Test func `windows close only at what every task has handed on`() {
        var pipeline = pipeline(tasks: 2, optional: [false])
        for task in 0..<2 { pipeline.read(task: task, input: 0, times: 1...1000) }
        pipeline.look(now: 1)
        pipeline.ship(task: 0, through: EventTime(milliseconds: 990))
        #expect(pipeline.shipped == .distantPast)
        pipeline.ship(task: 1, through: EventTime(milliseconds: 500))
        #expect(pipeline.shipped == EventTime(milliseconds: 500))
    }

    @Test func `when all are silent the watermark goes on with the clock`() {
        var pipeline = pipeline(tasks: 1)
        for input in 0..<2 {
            pipeline.read(task: 0, input: input, times: 1...1000)
            pipeline.reachEnd(task: 0, input: input)
        }
        pipeline.look(now: 5000)
        pipeline.look(now: 5059)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 990))
        pipeline.look(now: 5060)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 5050))
        pipeline.look(now: 5070)
        #expect(pipeline.watermark(of: 0) == EventTime(milliseconds: 5060))
    }

    @Test(arguments: UInt64(0)..<100)
    func `no watermark ever goes back`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var pipeline = pipeline(tasks: 3)
        var now: Int64 = 0
        var last = (0..<3).map { _ in EventTime.distantPast }
        for _ in 0..<300 {
            now += Int64.random(in: 0..<40, using: &random)
            let (task, input) = (Int.random(in: 0..<3, using: &random), Int.random(in: 0..<2, using: &random))
            if Bool.random(using: &random) {
                let time = Int64.random(in: 0..<3000, using: &random)
                pipeline.read(task: task, input: input, times: time...time + 10)
            } else {
                pipeline.reachEnd(task: task, input: input)
            }
            pipeline.look(now: now)
            for task in 0..<3 {
                #expect(pipeline.watermark(of: task) >= last[task], "seed \(seed)")
                last[task] = pipeline.watermark(of: task)
                pipeline.ship(task: task, through: last[task])
            }
            #expect(pipeline.shipped == last.min(), "seed \(seed)")
        }
    }
}

extension PipelineWatermark {
    /// What the threads do again and again: look for records, find no more than they can take, and move on.
    mutating func look(now: Int64) {
        attend(tasks: Array(0..<taskCounts.all), isDrained: true, now: now)
        update(now: now)
    }

    /// What a gather task does with a batch of records.
    mutating func read(task: Int, input: Int, times: ClosedRange<Int64>) {
        _ = wake(task: task, input: input)
        observe(
            task: task, input: input, newest: EventTime(milliseconds: times.upperBound),
            oldest: EventTime(milliseconds: times.lowerBound))
    }
}

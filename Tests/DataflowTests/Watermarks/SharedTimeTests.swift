import Dataflow
import EventModel
import Testing

/// One structure that all tasks share, and tasks that report to each other at once.
@Suite struct SharedTimeTests {
    private static let rules = TimeRules(
        outOfOrdernessMilliseconds: 10, idleAfterMilliseconds: 60, maxFutureSkewMilliseconds: 5,
        allowedLatenessMilliseconds: 100)

    @Test(arguments: UInt64(0)..<60)
    func `reports without delay are as good as a shared structure`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let optional = [Bool.random(using: &random), false]
        var shared = PipelineWatermark(rules: Self.rules, optionalSources: optional)
        var time = PipelineTime(rules: Self.rules, optionalSources: optional, tasks: [3])
        for _ in 0..<3 { _ = shared.addTask(sources: [0, 1], now: 0) }
        let tasks = (Int32(0)..<3).map {
            TaskWatermark(stage: 0, partition: $0, rules: Self.rules, sources: [0, 1], now: 0)
        }
        var now: Int64 = 0
        var idle = 0
        for _ in 0..<300 {
            now += Int64.random(in: 0..<30, using: &random)
            let (task, input) = (Int.random(in: 0..<3, using: &random), Int.random(in: 0..<2, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 {
                // Behind the clock: otherwise it shows which of two tasks goes idle first.
                let start = now - Int64.random(in: 20..<500, using: &random)
                let sharedWatermark = shared.wake(task: task, input: input)
                let ownWatermark = tasks[task].wake(input: input, common: time)
                #expect(sharedWatermark == ownWatermark, "seed \(seed)")
                shared.read(task: task, input: input, times: start...start + 10)
                tasks[task].read(input: input, times: start...start + 10, common: time)
                // Before the others take it for idle.
                time.note(tasks[task].report)
            } else {
                shared.reachEnd(task: task, input: input)
                tasks[task].reachEnd(input: input)
            }
            shared.look(now: now)
            // What one task learns of another takes a round each.
            for _ in 0..<4 {
                for task in tasks {
                    task.look(now: now, time)
                    time.note(task.report)
                }
            }
            for task in tasks.indices {
                #expect(shared.watermark(of: task) == tasks[task].watermark, "seed \(seed), now \(now)")
                shared.ship(task: task, through: shared.watermark(of: task))
                tasks[task].ship(through: tasks[task].watermark)
                time.note(tasks[task].report)
            }
            #expect(shared.shipped == time.shipped, "seed \(seed)")
            #expect(shared.taskCounts == time.taskCounts, "seed \(seed)")
            #expect(shared.expectedSources == time.expectedSources, "seed \(seed)")
            #expect(shared.beginning == time.beginning, "seed \(seed)")
            idle += shared.taskCounts.idle
        }
        #expect(idle > 0, "seed \(seed)")
    }
}

import KafkaLog
import Worker

/// Reads one input in turn with a bare consumer, exactly once and at least once, some rounds of each.
struct Comparison {
    let input: any BenchmarkInput
    /// What the names of all its topics begin with.
    let prefix: String
    let rounds: Int

    /// The runs of workers, those of a round one after the other.
    var runs: [WorkerRun] {
        (0..<rounds).flatMap { round in
            [Delivery.exactlyOnce, .atLeastOnce].enumerated().map { place, delivery in
                WorkerRun(input: input, delivery: delivery, prefix: "\(prefix)\(round)-\(place).")
            }
        }
    }

    func measure(_ properties: KafkaProperties) throws {
        var bare: [Measurement] = []
        var measured: [Delivery: [Measurement]] = [:]
        var times = WorkTimes()
        for run in runs {
            if run.delivery == .exactlyOnce { bare.append(try BareConsumer.measure(properties, input)) }
            let (measurement, spent) = try run.measure(properties)
            measured[run.delivery, default: []].append(measurement)
            if run.delivery == .exactlyOnce { times += spent }
        }
        let once = measured[.exactlyOnce] ?? []
        let atLeastOnce = measured[.atLeastOnce] ?? []
        print("  bare consumer           \(bare.text)")
        print("  worker, exactly once    \(once.text)")
        print("  worker, at least once   \(atLeastOnce.text)")
        print("  exactly once to bare    \(percent(once.median.rate / bare.median.rate))")
        print("  to at least once        \(percent(once.median.rate / atLeastOnce.median.rate))")
        print("  threads' time, exactly once, in ns an event: \(times.text(events: input.events * rounds))")
    }

    private func percent(_ ratio: Double) -> String { "\((ratio * 1000).rounded() / 10) %" }
}

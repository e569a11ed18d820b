import EventModel
import Worker

/// Sees to it that what a worker knows of the time of all never goes back while it runs.
struct WatermarkWatch {
    private var last: [Int: (watermark: EventTime, starts: Int)] = [:]
    private(set) var violations: [String] = []

    mutating func look(at worker: SimulatedWorker, number: Int) {
        guard let status = worker.status else {
            last[number] = nil
            return
        }
        if let before = last[number], before.starts == worker.starts, status.watermark < before.watermark,
            violations.count < 5
        {
            violations.append(
                "watermarks never go back: \(worker.name) was at \(before.watermark.milliseconds), then at"
                    + " \(status.watermark.milliseconds)")
        }
        for source in status.sources where !source.counts.isBalanced && violations.count < 5 {
            violations.append("the accounting adds up: \(worker.name), \(source.name): \(source.counts)")
        }
        last[number] = (status.watermark, worker.starts)
    }
}

import Worker

/// Sees to it that what a worker tells of its sources adds up, whenever somebody looks.
struct AccountingWatch {
    private(set) var violations: [String] = []

    mutating func look(at worker: SimulatedWorker) {
        for source in worker.status?.sources ?? [] where !source.counts.isBalanced && violations.count < 5 {
            violations.append("the accounting adds up: \(worker.name), \(source.name): \(source.counts)")
        }
    }
}

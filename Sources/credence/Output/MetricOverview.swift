/// Sums a window's results up in a line: too many keys to show each.
struct MetricOverview {
    private var open: [String: (end: String, results: [MetricRecord])] = [:]

    /// Takes a result; gives the line of the window before when a metric's next window begins.
    mutating func add(_ result: MetricRecord) -> String? {
        defer {
            if open[result.metric]?.end == result.window.end {
                open[result.metric]?.results.append(result)
            } else if result.window.end > open[result.metric]?.end ?? "" {
                open[result.metric] = (result.window.end, [result])
            }
        }
        guard let current = open[result.metric], result.window.end > current.end else { return nil }
        return Self.line(current.results)
    }

    private static func line(_ results: [MetricRecord]) -> String? {
        let rated = results.filter { $0.value != nil }.sorted { $0.value ?? 0 < $1.value ?? 0 }
        guard let first = rated.first, let highest = rated.last else { return nil }
        let median = rated[rated.count / 2]
        let keys = highest.key.sorted { $0.key < $1.key }.map(\.value).joined(separator: "/")
        return [
            first.window.end, Console.paint("metric  ", .grey), first.metric,
            "\(Console.count(rated.count, "key")), median \(percent(median.value)), "
                + "highest \(Console.plain(keys)) \(percent(highest.value))",
        ].joined(separator: "  ")
    }

    private static func percent(_ value: Double?) -> String {
        guard let value else { return "–" }
        return "\((value * 1000).rounded() / 10) %"
    }
}

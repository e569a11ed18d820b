import Foundation

/// One run: how many events in what time, at what price.
struct Measurement {
    var events: Int
    var seconds: Double
    var cpuSeconds: Double

    var rate: Double { Double(events) / seconds }

    var text: String {
        "\(Int(rate)) events/s, \((cpuSeconds / Double(events) * 1e8).rounded() / 100) CPU-seconds per million"
    }

    /// Runs a body that returns once all events are read.
    static func of(_ events: Int, _ body: () throws -> Void) rethrows -> Measurement {
        let (clock, cpu) = (Date(), processSeconds())
        try body()
        return Measurement(
            events: events, seconds: Date().timeIntervalSince(clock), cpuSeconds: processSeconds() - cpu)
    }

    private static func processSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}

extension [Measurement] {
    /// The median run, and the rates of all of them.
    var text: String {
        "\(median.text) (\(map { String(Int($0.rate / 1000)) }.joined(separator: ", ")) thousand/s)"
    }

    /// The run with the median rate.
    var median: Measurement { sorted { $0.rate < $1.rate }[count / 2] }
}

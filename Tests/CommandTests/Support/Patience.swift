import Foundation

/// How long tests wait for what must come in the end, however busy the machine is.
enum Patience {
    static let seconds = 90.0

    /// Waits until a condition holds.
    static func wait(
        _ what: String, within seconds: Double = seconds, report: () -> String = { "" },
        until isMet: () async throws -> Bool
    ) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while try await !isMet() {
            guard clock.now < end else {
                throw Overdue(what: "waited \(Int(seconds)) s \(what)", report: report())
            }
            try await Task.sleep(for: .milliseconds(30))
        }
    }
}

/// What was waited for did not come.
struct Overdue: Error, CustomStringConvertible {
    var what: String
    var report: String
    var description: String { "\(what)\n\(report)" }
}

import ArgumentParser
import EventFiles
import EventModel
import Foundation
import Scoring

struct ScoreAlerts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Hold alerts against the truth about a simulated marketplace.",
        discussion: """
            For each kind of planted fault: how many were found at the right entity and how soon; and how many alerts of breach and \
            erosion nothing explains, per day. Several runs are added up. With the events it is also told how soon a plain rule \
            would have found slipping sellers: more than 4 % of the deliveries due in 14 days late; and the same rule with a limit so high \
            that it raises no more false alarms than the shipped one.

            The page docs/simulation.md shows how to make such runs.

            EXAMPLES
              credence score --run quarter
              credence score --run seed-1 seed-2 seed-3 --markdown
              credence score --truth truth.ndjson --alerts alerts.ndjson --json
            """)

    @Option(name: .long, help: ArgumentHelp("The truth, as simulate writes it.", valueName: "file"))
    var truth: String?

    @Option(name: .long, help: ArgumentHelp("Alerts, as credence.alerts has them.", valueName: "file"))
    var alerts: String?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Folders with truth.ndjson and alerts.ndjson, and perhaps orders.ndjson and logistics.ndjson.",
            valueName: "folder"))
    var run: [String] = []

    @Flag(name: .long, help: "A table for a page in Markdown.")
    var markdown = false

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    func validate() throws {
        if run.isEmpty, truth == nil || alerts == nil {
            throw ValidationError("name --truth and --alerts, or folders with both: --run quarter")
        }
    }

    func run() async throws {
        try await reportingFailures {
            var pairs = run.map { (truth: "\($0)/truth.ndjson", alerts: "\($0)/alerts.ndjson", events: $0) }
            if let truth, let alerts { pairs.append((truth, alerts, "")) }
            var report = ScoreReport()
            for pair in pairs {
                Console.status("reading \(pair.alerts)")
                do {
                    let (faults, days) = try KnownFault.read(try Self.lines(pair.truth))
                    var fired: [FiredAlert] = []
                    for (number, line) in try Self.lines(pair.alerts).enumerated() {
                        if let alert = try FiredAlert.read(line, number: number + 1) { fired.append(alert) }
                    }
                    report.score.add(faults, fired, days: days)
                    let fixed = try Self.fixed(pair.events)
                    report.compare(faults, fired, fixed: fixed)
                } catch let failure as ScoringFailure {
                    throw CommandFailure(
                        domain: .input, message: "\(pair.truth), \(pair.alerts): \(failure.message)",
                        hint:
                            "the truth is what `credence simulate` writes, the alerts are lines of credence.alerts"
                    )
                }
            }
            Console.endStatus()
            Console.out(json ? report.json : markdown ? report.markdown : report.text)
        }
    }

    private static func lines(_ path: String) throws -> [String] {
        let reader = try LineReader(path: path)
        var lines: [String] = []
        while let line = try reader.next() {
            if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        return lines
    }

    /// What the plain rule makes of the events of a folder, by its limit; `nil` where there are none.
    private static func fixed(_ folder: String) throws -> [[FiredAlert]]? {
        let (orders, logistics) = ("\(folder)/orders.ndjson", "\(folder)/logistics.ndjson")
        guard !folder.isEmpty, FileManager.default.fileExists(atPath: orders),
            FileManager.default.fileExists(atPath: logistics)
        else { return nil }
        var rule = FixedRule(fewest: 20)
        let names = ["event_type", "order_id", "seller_id", "promised_delivery_at", "fault_party"]
        try read(orders, names) { fields in
            if fields[0] == "order_cancelled", fields[4] != "seller" { return rule.waive(order: fields[1]) }
            guard fields[0] == "order_paid", let due = Int64(fields[3]) else { return }
            rule.pay(order: fields[1], seller: fields[2], due: due)
        }
        try read(logistics, ["status", "order_id", "event_time"]) { fields in
            guard fields[0] == "delivered", let time = Int64(fields[2]) else { return }
            rule.deliver(order: fields[1], at: time)
        }
        return rule.alerts(above: ScoreReport.limits)
    }

    private static func read(_ path: String, _ names: [String], _ take: ([String]) -> Void) throws {
        let reader = try LineReader(path: path)
        let keys = names.map { KeyField($0) }
        var scratch = [UInt8](repeating: 0, count: 1 << 16)
        while let line = try reader.next() {
            guard line.count <= scratch.count else { continue }
            let fields = scratch.withUnsafeMutableBytes { scratch in
                keys.map { key in
                    key.find(in: line, unescapingInto: scratch).map { String(decoding: $0, as: UTF8.self) }
                        ?? ""
                }
            }
            take(fields)
        }
    }
}

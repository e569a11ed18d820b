import ArgumentParser
import EventFiles
import EventModel
import Foundation
import ReplayDifference

struct CompareRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Compare two replays: which alerts are new, gone, earlier, later, longer or shorter, and which results differ.",
        discussion: """
            Episodes of one rule and entity are matched by their id, or where they overlap in time. Exit code 0 when nothing \
            differs, 1 when something does, 2 when the runs cannot be compared.

            EXAMPLES
              credence diff before after
              credence diff before after --out differences.ndjson
              credence diff live replayed --alerts-only --json
            """)

    @Argument(help: "The folder of the first replay.")
    var old: String

    @Argument(help: "The folder of the second replay.")
    var new: String

    @Option(
        name: .long,
        help: "Numbers are the same when they differ by no more than this part of the larger one.")
    var tolerance = 1e-9

    @Flag(name: .long, help: "Compare alerts, not results of metrics.")
    var alertsOnly = false

    @Option(
        name: .long, help: ArgumentHelp("Write every difference to a file, one a line.", valueName: "file"))
    var out: String?

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    func run() async throws {
        let report: DifferenceReport
        do {
            report = try await reportingFailures { try compare() }
        } catch { throw ExitCode(2) }
        Console.out(json ? report.json : report.text)
        if !report.isEmpty { throw ExitCode(1) }
    }

    private func compare() throws -> DifferenceReport {
        var report = DifferenceReport(
            episodes: EpisodeDifference.between(try episodes(old), try episodes(new)),
            results: ResultComparison(tolerance: tolerance))
        if !alertsOnly { try compareResults(&report.results) }
        if let out {
            do { try Data(report.lines.utf8).write(to: URL(filePath: out)) } catch {
                throw CommandFailure(
                    domain: .input, message: "\(out): cannot be written: \(error.localizedDescription)",
                    hint: "name a file in a folder that exists")
            }
        }
        return report
    }

    private func episodes(_ folder: String) throws -> [Episode] {
        let reader = try LineReader(path: "\(folder)/alerts.ndjson")
        var reading = EpisodeReading()
        while let line = try reader.next() {
            do throws(DifferenceFailure) { try reading.take(line, number: reader.lineNumber) } catch {
                throw Self.failure(error, "\(folder)/alerts.ndjson")
            }
        }
        return reading.episodes
    }

    private func compareResults(_ comparison: inout ResultComparison) throws {
        let paths = [old, new].map { "\($0)/metrics.ndjson" }
        let readers = try paths.map { try LineReader(path: $0) }
        var heads: [(end: String, line: [UInt8])?] = try readers.map { try Self.head($0) }
        while let moment = heads.compactMap({ $0?.end }).min() {
            // Nearly all lines are the same to the byte but for the marks of the runs.
            if let first = heads[0], let second = heads[1],
                Self.unmarked(first.line) == Self.unmarked(second.line)
            {
                comparison.noteSame()
                heads = try readers.map { try Self.head($0) }
                continue
            }
            for side in 0...1 {
                while let head = heads[side], head.end == moment {
                    do throws(DifferenceFailure) {
                        try comparison.take(head.line, side: side, number: readers[side].lineNumber)
                    } catch { throw Self.failure(error, paths[side]) }
                    heads[side] = try Self.head(readers[side])
                }
            }
            comparison.closeMoment()
        }
    }

    /// The next line and the end of its window.
    private static func head(_ reader: LineReader) throws -> (end: String, line: [UInt8])? {
        guard let line = try reader.next() else { return nil }
        let bytes = Array(line)
        let mark = Array(#""end":""#.utf8)
        guard let start = bytes.firstRange(of: mark)?.upperBound else { return ("", bytes) }
        return (String(decoding: bytes[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self), bytes)
    }

    private static func unmarked(_ line: [UInt8]) -> ArraySlice<UInt8> {
        let mark = Array(#","replay":""#.utf8)
        // A mark of sixteen digits, a quote and a brace.
        let end = line.count - 18 - mark.count
        return end > 0 && line[end..<end + mark.count].elementsEqual(mark) ? line[..<end] : line[...]
    }

    private static func failure(_ failure: DifferenceFailure, _ path: String) -> CommandFailure {
        CommandFailure(
            domain: .input, message: "\(path): \(failure.message)",
            hint: "name folders that `credence replay --out` has written")
    }
}

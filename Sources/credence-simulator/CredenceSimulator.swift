import ArgumentParser
import EventModel
import Foundation
import Simulation

@main
struct CredenceSimulator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credence-simulator",
        abstract:
            "Run workers over a simulated log with crashes, aborted transactions and rebalances, and check what comes out.",
        discussion: """
            Each run follows from its seed. A run that fails is shrunk to the fewest faults that still make it fail.

            EXAMPLES
              swift run -c release credence-simulator --seeds 1000
              swift run -c release credence-simulator --seeds 1 --from 4711 --verbose
              swift run -c release credence-simulator --from 4711 --script faults.txt
            """)

    @Option(name: .long, help: "How many seeds to run.")
    var seeds: UInt64 = 1000

    @Option(name: .long, help: "The first seed.")
    var from: UInt64 = 0

    @Option(name: .long, help: ArgumentHelp("Faults to use instead of those of the seed.", valueName: "file"))
    var script: String?

    @Option(name: .long, help: "How many run at a time; the machine's cores when not given.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Option(name: .long, help: "How many failing runs are told in full, shrunk.")
    var show = 3

    @Option(
        name: .long,
        help: ArgumentHelp(
            "End with the first run that violates this invariant; failing runs are not shrunk.",
            valueName: "invariant"))
    var until: String?

    @Flag(name: .long, help: "Tell every run.")
    var verbose = false

    func run() throws {
        let faults = try script.map { path -> [ScriptedFault] in
            guard let faults = FaultScript.read(try String(contentsOfFile: path, encoding: .utf8)) else {
                throw ValidationError(
                    "\(path) is no list of faults: write lines like '118 unknown-late 1000'")
            }
            return faults
        }
        let campaign = Campaign(seeds: from..<from + seeds, script: faults, jobs: jobs)
        let start = Date()
        campaign.run { trial, result, counts in
            let isFailed = !result.violations.isEmpty
            if verbose {
                print(
                    "seed \(result.seed): \(isFailed ? "FAILED" : "passed"), \(result.steps) steps,"
                        + " \(result.faults.count) faults, \(result.told.finals) finals, \(result.told.transitions)"
                        + " transitions")
            }
            if let until {
                for violation in result.kinds { print("seed \(result.seed) FAILED: \(violation)") }
                if result.kinds.contains(where: { $0.hasPrefix(until + ":") }) { campaign.stop() }
            } else if isFailed, counts.failed <= show {
                tell(result, of: trial)
            }
            progress(counts, start)
        }
        let counts = campaign.counts
        note("\(Int(Date().timeIntervalSince(start))) s")
        print("\(counts.passed) passed, \(counts.failed) failed")
        if counts.failed > 0 { throw ExitCode(1) }
    }

    private func progress(_ counts: Campaign.Counts, _ start: Date) {
        let done = counts.passed + counts.failed
        guard done % max(Int(seeds) / 50, 20) == 0 else { return }
        let left = Date().timeIntervalSince(start) / Double(done) * Double(Int(seeds) - done)
        note("\(done) of \(seeds) seeds, \(counts.failed) failed, \(Int(left)) s left")
    }

    private func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    private func tell(_ result: Trial.Result, of trial: Trial) {
        print("seed \(result.seed) FAILED:")
        for violation in result.violations.prefix(10) { print("  \(violation)") }
        if result.violations.count > 10 { print("  and \(result.violations.count - 10) more") }
        print("  the fewest faults with which it still fails:")
        for fault in trial.shrink(result) { print("    \(fault)") }
    }
}

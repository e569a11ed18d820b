import EventModel
import Foundation
import Planning
import Synchronization

/// Runs pipelines over history: the same operators as in workers, over files that have an end.
///
/// Each pipeline is run by one thread; the output has its order from the event times and bytes of its lines. So it is the
/// same to the byte for any number of threads.
public final class Replay: Sendable {
    private struct State {
        var next = 0
        var outcomes: [Int: PipelineReplay.Outcome] = [:]
        var progress: [Int: (records: Int, bytes: Int, eventTime: EventTime)] = [:]
        var failure: (any Error)?
    }

    private let plan: ReplayPlan
    private let folder: String
    private let program: String
    private let state = Mutex(State())
    private let stopping = Atomic(false)
    // What the topics would be called; no file is.
    private static let prefix = "credence."

    /// A replay that has not begun.
    ///
    /// - Parameters:
    ///   - plan: what it is to do.
    ///   - folder: where its output goes; made if it is not there.
    ///   - program: the version of the program, for the manifest.
    public init(_ plan: ReplayPlan, folder: String, program: String) {
        self.plan = plan
        self.folder = folder
        self.program = program
    }

    /// Asks it to end without output.
    public func stop() { stopping.store(true, ordering: .relaxed) }

    /// How far it is; from any thread.
    public var progress: ReplayProgress {
        var progress = ReplayProgress()
        progress.totalBytes = plan.pipelines.reduce(0) { sum, pipeline in
            sum
                + pipeline.plan.declaredSources.reduce(0) { sum, source in
                    sum + (sizes[source.name] ?? 0)
                }
        }
        let (own, finished) = state.withLock { ($0.progress, $0.outcomes.count) }
        progress.records = own.values.reduce(0) { $0 + $1.records }
        progress.bytes = own.values.reduce(0) { $0 + $1.bytes }
        progress.eventTime = own.values.map(\.eventTime).min() ?? .distantPast
        progress.finished = finished
        return progress
    }

    private var sizes: [String: Int] {
        var sizes: [String: Int] = [:]
        for input in plan.inputs {
            sizes[input.source] = input.files.reduce(0) { $0 + Self.size($1) }
        }
        return sizes
    }

    /// Runs everything and writes the output: `metrics.ndjson`, `alerts.ndjson`, `late.ndjson`, `dead-letters.ndjson` and
    /// `manifest.json`. Blocks the calling thread.
    ///
    /// - Returns: the manifest; `nil` when it was stopped, and nothing was written.
    /// - Throws: ``ReplayFailure``, `FileFailure`, and what a bug throws.
    public func run() throws -> ReplayManifest? {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ReplayFailure(
                message: "\(folder): cannot be made: \(error.localizedDescription)",
                hint: "name a folder that may be written to")
        }
        try removeOld()
        let output = ReplayOutput(
            folder: folder, prefix: Self.prefix, memory: plan.sortingBytes,
            tellsAlertsOnly: plan.tellsAlertsOnly)
        let threads = max(min(plan.threads, plan.pipelines.count), 1)
        let left = Mutex(threads)
        for number in 0..<threads {
            let thread = Thread { [self] in
                runPipelines(output)
                left.withLock { $0 -= 1 }
            }
            thread.name = "credence-replay-\(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
        while left.withLock({ $0 }) > 0 { Thread.sleep(forTimeInterval: 0.005) }
        let (outcomes, failure) = state.withLock { ($0.outcomes, $0.failure) }
        do {
            if let failure { throw failure }
            if stopping.load(ordering: .relaxed) {
                removeUnfinished()
                return nil
            }
            return try finish(output, plan.pipelines.indices.compactMap { outcomes[$0] })
        } catch {
            removeUnfinished()
            throw error
        }
    }

    /// What an earlier replay has left must not pass for the output of this one.
    private func removeOld() throws(ReplayFailure) {
        removeUnfinished()
        for name in ReplayOutput.Kind.allCases.map(\.file) + ["manifest.json"] {
            let path = "\(folder)/\(name)"
            if unlink(path) != 0, errno != ENOENT { throw .system(errno, path) }
        }
    }

    /// Files that only a replay that is under way needs.
    private func removeUnfinished() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names
        where name.hasSuffix(".ndjson.part") || name.hasPrefix(".") && name.hasSuffix(".run") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    private func runPipelines(_ output: ReplayOutput) {
        while true {
            let number = state.withLock { state -> Int? in
                guard state.next < plan.pipelines.count, state.failure == nil else { return nil }
                state.next += 1
                return state.next - 1
            }
            guard let number, !stopping.load(ordering: .relaxed) else { return }
            do {
                let pipeline = try PipelineReplay(
                    plan.pipelines[number], of: plan, output: output, prefix: Self.prefix)
                let outcome = try pipeline.finish { [self] pipeline in
                    state.withLock { $0.progress[number] = pipeline.progress }
                    if stopping.load(ordering: .relaxed) { throw CancellationError() }
                }
                state.withLock {
                    $0.progress[number] = pipeline.progress
                    $0.outcomes[number] = outcome
                }
            } catch is CancellationError {
                return
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
                return
            }
        }
    }

    private func finish(
        _ output: ReplayOutput, _ outcomes: [PipelineReplay.Outcome]
    ) throws -> ReplayManifest {
        let inputs = read(outcomes)
        var manifest = ReplayManifest(
            run: "", program: program, from: plan.from.map(RFC3339.format), to: plan.to.map(RFC3339.format),
            provisional: plan.tellsProvisional, alertsOnly: plan.tellsAlertsOnly,
            pipelines: zip(plan.pipelines, outcomes).map { pipeline, outcome in
                ReplayManifest.Pipeline(
                    name: pipeline.plan.name, version: pipeline.plan.version,
                    fingerprint: hexText(ByteHash.hash(pipeline.text)), text: pipeline.text,
                    closedUntil: RFC3339.format(outcome.closedUntil), results: outcome.counts.results,
                    transitions: outcome.counts.transitions, sources: outcome.sources)
            }, inputs: inputs, outputs: [:])
        manifest.run = run(manifest)
        for (name, digest) in try output.write(run: manifest.run) {
            manifest.outputs[name] = ReplayManifest.Output(lines: digest.lines, digest: hexText(digest.value))
        }
        try write(manifest)
        return manifest
    }

    /// Of all pipelines that read a source what the one read that came furthest.
    private func read(_ outcomes: [PipelineReplay.Outcome]) -> [ReplayManifest.Input] {
        plan.inputs.compactMap { input in
            outcomes.flatMap(\.read).filter { $0.source == input.source }.max { $0.records < $1.records }
        }.map { read in
            ReplayManifest.Input(
                source: read.source, files: read.files.map { .init(path: $0.path, bytes: $0.bytes) },
                records: read.records, digest: hexText(read.digest),
                damaged: read.damaged.map { "\($0.path): \($0.message)" })
        }
    }

    /// Names the run by what decides its output.
    private func run(_ manifest: ReplayManifest) -> String {
        var parts = [manifest.program, manifest.from ?? "", manifest.to ?? "", "\(manifest.provisional)"]
        if manifest.alertsOnly { parts.append("alerts only") }
        parts += manifest.pipelines.map { "\($0.name) \($0.version) \($0.fingerprint)" }
        parts += manifest.inputs.map { "\($0.source) \($0.records) \($0.digest)" }
        return hexText(ByteHash.hash(parts.joined(separator: "\n")))
    }

    private func write(_ manifest: ReplayManifest) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = "\(folder)/manifest.json"
        do { try encoder.encode(manifest).write(to: URL(filePath: path), options: .atomic) } catch {
            throw ReplayFailure(
                message: "\(path): \(error.localizedDescription)", hint: "make room, and run it again")
        }
    }

    private static func size(_ path: String) -> Int {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return size ?? 0
    }
}

import Foundation

/// What a worker with `--json` says of one source.
struct SourceStatus: Decodable, Equatable {
    var source: String
    var read, used, filtered, duplicate, late, dead_letters, tombstones, empty: Int

    var isBalanced: Bool { read == used + filtered + duplicate + late + dead_letters }
}

/// A status line of a worker with `--json`.
struct WorkerStatusLine: Decodable {
    struct Pipeline: Decodable {
        var pipeline: String
        var sources: [SourceStatus]
    }

    var event: String
    var pipelines: [Pipeline]
}

extension Program {
    /// The last status that a worker with `--json` has told.
    var lastStatus: WorkerStatusLine? {
        lines.last { $0.hasPrefix("{\"event\":\"status\"") && $0.hasSuffix("}") }.flatMap {
            try? JSONDecoder().decode(WorkerStatusLine.self, from: Data($0.utf8))
        }
    }
}

import EventModel

/// What is needed to run a replay again and to know that the same came out.
public struct ReplayManifest: Codable, Sendable, Equatable {
    /// A pipeline and what became of it.
    public struct Pipeline: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its version.
        public var version: Int
        /// A hash of its text.
        public var fingerprint: String
        /// Its text.
        public var text: String
        /// Results of windows that end up to this time are final.
        public var closedUntil: String
        /// Final results in the output.
        public var results: Int
        /// Transitions of alerts in the output.
        public var transitions: Int
        /// What became of its records, by source.
        public var sources: [String: Counts]
    }

    /// What became of a source's records: read = used + filtered + duplicates + late + dead letters.
    public struct Counts: Codable, Sendable, Equatable {
        /// Records that were read.
        public var read: Int
        /// Records that were used.
        public var used: Int
        /// Records that the source's filter left out, and empty ones.
        public var filtered: Int
        /// Copies of others.
        public var duplicates: Int
        /// Records that came too late.
        public var late: Int
        /// Records that could not be read.
        public var deadLetters: Int
    }

    /// A file and how much of it was read.
    public struct File: Codable, Sendable, Equatable {
        /// Its path as it was given.
        public var path: String
        /// Its size on disk in bytes.
        public var bytes: Int
    }

    /// What was read of a source.
    public struct Input: Codable, Sendable, Equatable {
        /// The source.
        public var source: String
        /// Its files in their order.
        public var files: [File]
        /// How many records they have.
        public var records: Int
        /// A hash of all records in their order.
        public var digest: String
        /// Files that are cut or corrupt: what was wrong.
        public var damaged: [String]
    }

    /// A file of the output.
    public struct Output: Codable, Sendable, Equatable {
        /// How many lines it has.
        public var lines: Int
        /// A hash of its lines without the mark of the run.
        public var digest: String
    }

    /// Follows from pipelines, inputs and parameters: the same replay has the same.
    public var run: String
    /// The version of the program.
    public var program: String
    /// Where telling begins; `nil` for the beginning of the input.
    public var from: String?
    /// Where event time ends; `nil` for the newest event.
    public var to: String?
    /// Whether provisional results are among the output.
    public var provisional: Bool
    /// Whether results of metrics were left out.
    public var alertsOnly: Bool
    /// The pipelines.
    public var pipelines: [Pipeline]
    /// The inputs.
    public var inputs: [Input]
    /// By the name of the file.
    public var outputs: [String: Output]

    enum CodingKeys: String, CodingKey {
        case run, program, from, to, provisional, pipelines, inputs, outputs
        case alertsOnly = "alerts_only"
    }
}

extension ReplayManifest.Pipeline {
    enum CodingKeys: String, CodingKey {
        case name, version, fingerprint, text, results, transitions, sources
        case closedUntil = "closed_until"
    }
}

extension ReplayManifest.Counts {
    enum CodingKeys: String, CodingKey {
        case read, used, filtered, duplicates, late
        case deadLetters = "dead_letters"
    }
}

/// A hash as manifests write it.
func hexText(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

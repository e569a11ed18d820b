import PipelineSpec

/// What a pipeline comes to when it runs, as a plain value: all formats are made from it, and it can be written as JSON
/// and read again.
public struct PlanExplanation: Sendable, Hashable, Codable {
    /// The pipeline's name.
    public var pipeline: String
    /// Its version.
    public var version: Int
    /// The file it is in.
    public var file: String
    /// What sizes and rates suppose, as `NAME=NUMBER`.
    public var assumptions: [String]
    /// The stages, in the order in which rows pass them.
    public var stages: [ExplainedStage]
    /// The operators, stage by stage, each behind those it reads.
    public var operators: [ExplainedOperator]
    /// The topics that are read and written.
    public var topics: [ExplainedTopic]
    /// What flows between topics and operators.
    public var edges: [PlanEdge]
    /// Estimated memory of all tasks together, in bytes.
    public var stateBytes: Int
    /// What speaks against running it so.
    public var warnings: [PlanWarning]
    /// What holds for the whole of it.
    public var notes: [String]

    /// An operator by its id. O(operators).
    public func `operator`(_ id: String) -> ExplainedOperator? { operators.first { $0.id == id } }
}

/// Tasks that do the same, each for one partition.
public struct ExplainedStage: Sendable, Hashable, Codable {
    /// What it is called in topics and in state, such as `gather-order_id`.
    public var name: String
    /// How many tasks there are; `nil` when that is not known before the topics are.
    public var tasks: Int?
    /// What there is one task for.
    public var taskRule: String
}

/// What an operator is.
public enum OperatorKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Decodes a topic's records.
    case source
    /// Computes fields.
    case derive
    /// Leaves events out.
    case filter
    /// Hands events on to the tasks that need them by another field.
    case rekey
    /// Leaves copies out.
    case dedupe
    /// Keeps a ledger of promises.
    case promise
    /// Makes visits of events.
    case visits
    /// Adds up, by key and pane, what is on its way to the merge stage.
    case partials
    /// Makes windows of panes and tells results.
    case metric
    /// Computes from metrics of one key.
    case score
    /// Watches results.
    case alert

    /// Whether anything has to be remembered from one batch to the next.
    public var hasState: Bool {
        switch self {
        case .derive, .filter, .rekey, .partials: false
        case .source, .dedupe, .promise, .visits, .metric, .score, .alert: true
        }
    }
}

/// One operator of a plan.
public struct ExplainedOperator: Sendable, Hashable, Codable {
    /// Names it and its state: `pipeline/kind/name`.
    public var id: String
    /// What it is.
    public var kind: OperatorKind
    /// Its name in the pipeline.
    public var name: String
    /// Its stage, by number.
    public var stage: Int
    /// Where it is declared: `file:line:column`.
    public var place: String
    /// The names that make its key; empty when it has none.
    public var key: [String]
    /// What is to be known of it, in some words each.
    public var facts: [PlanFact]
    /// What it takes in memory; `nil` when it remembers next to nothing.
    public var size: StateEstimate?
    /// What its state depends on; `nil` when it has none.
    public var fingerprint: OperatorFingerprint?
    /// What it means when its state begins anew.
    public var restartMeans: String?
}

/// Something to be known, under a name.
public struct PlanFact: Sendable, Hashable, Codable {
    /// One or two words.
    public var name: String
    /// What there is to say.
    public var text: String
}

/// What an operator takes in memory, in all its tasks together.
public struct StateEstimate: Sendable, Hashable, Codable {
    /// Bytes for one entry, as they are laid out.
    public var bytesPerKey: Int
    /// How that comes about.
    public var formula: String
    /// How many entries are expected.
    public var entries: Int
    /// What an entry is: a key, a promise, an id.
    public var entry: String
    /// Bytes for all of them. Less than the product where not every key is in every pane.
    public var bytes: Int
}

/// A topic of a plan.
public struct ExplainedTopic: Sendable, Hashable, Codable {
    /// What the pipeline does with it.
    public enum Role: String, Sendable, Hashable, Codable {
        /// Reads it.
        case read
        /// Writes it.
        case written
        /// Writes what it could not use to it.
        case rejects
        /// Writes and reads it, between stages.
        case inner
    }

    /// Its name, with the prefix of what the worker writes.
    public var name: String
    /// What the pipeline does with it.
    public var role: Role
    /// How many partitions it has; `nil` when that is not known.
    public var partitions: Int?
    /// What the records' keys are.
    public var key: String
    /// Records per second, as far as it can be told.
    public var recordsPerSecond: Double?
    /// Bytes per second, as far as they can be told.
    public var bytesPerSecond: Double?
    /// Whether only the newest record of each key is kept.
    public var isCompacted: Bool
    /// What an inner topic is created with; `nil` for others, whose settings are their owner's matter.
    public var settings: [String: String]?
}

/// What flows from a topic or an operator to another.
public struct PlanEdge: Sendable, Hashable, Codable {
    /// The topic's name or the operator's id.
    public var from: String
    /// The topic's name or the operator's id.
    public var to: String
    /// By what it is divided, or what it is.
    public var label: String
    /// Whether it is what could not be used.
    public var isReject: Bool
}

/// Something that speaks against running a pipeline so.
public struct PlanWarning: Sendable, Hashable, Codable {
    /// What kind it is; the docs list them under these names.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A total for every one of ever new keys.
        case unboundedState = "unbounded-state"
        /// Names of ever new keys, which stay while a worker runs.
        case unboundedKeys = "unbounded-keys"
        /// A sketch for every one of ever new keys.
        case unboundedSketches = "unbounded-sketches"
        /// Copies may lie in different partitions.
        case missingPartitioning = "missing-partitioning"
        /// A width that is no multiple of its step.
        case unevenWindow = "uneven-window"
        /// A window of thousands of panes.
        case manyPanes = "many-panes"
        /// A window that is longer than its promise is remembered.
        case windowOutlivesPromise = "window-outlives-promise"
        /// A promise that is forgotten before late events have come.
        case forgottenBeforeLate = "forgotten-before-late"
        /// Results that are final before usual disorder is over.
        case latenessBelowDisorder = "lateness-below-disorder"
        /// An alert that cannot fire.
        case alertNeverFires = "alert-never-fires"
        /// An alert that is clear by what it fires by.
        case alertWithoutBreak = "alert-without-break"
    }

    /// What kind it is.
    public var kind: Kind
    /// The file.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int
    /// What is the matter.
    public var message: String
    /// How to mend it.
    public var cure: String

    /// `file:line:column`, as editors and terminals link it.
    public var place: String { "\(file):\(line):\(column)" }
}

extension PlanWarning {
    init(_ kind: Kind, _ place: SourceLocation, _ message: String, cure: String) {
        self.init(
            kind: kind, file: place.file, line: place.line, column: place.column, message: message, cure: cure
        )
    }
}

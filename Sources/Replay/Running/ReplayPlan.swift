public import EventModel
public import Planning

/// What a replay is to do.
public struct ReplayPlan: Sendable {
    /// A pipeline with what is needed to run it again.
    public struct Pipeline: Sendable {
        /// How it runs.
        public var plan: PipelinePlan
        /// Its text, with all that it includes and all variables replaced.
        public var text: String

        /// A pipeline.
        public init(plan: PipelinePlan, text: String) {
            self.plan = plan
            self.text = text
        }
    }

    /// The pipelines.
    public var pipelines: [Pipeline]
    /// The input, source by source.
    public var inputs: [ReplayInput]
    /// Results and transitions at this time and before are left out; events before it are read all the same, as later
    /// windows and promises rest on them. `nil` for all.
    public var from: EventTime?
    /// Event time goes no further; `nil` for the newest event.
    public var to: EventTime?
    /// Whether results are told as well that may still change.
    public var tellsProvisional = false
    /// Whether results of metrics are left out, which are most of the output.
    public var tellsAlertsOnly = false
    /// Whether a file that is cut or corrupt is read as far as it goes; otherwise it ends the replay.
    public var allowsDamage = false
    /// How many threads run pipelines.
    public var threads = 1
    /// How many records are processed at once; changes no result.
    public var batchSize = 4096
    /// How much memory the sorting of the output takes, in bytes.
    public var sortingBytes = 256 << 20

    /// A replay of pipelines over files.
    public init(pipelines: [Pipeline], inputs: [ReplayInput]) {
        self.pipelines = pipelines
        self.inputs = inputs
    }
}

/// How far a replay is, added up over its pipelines.
public struct ReplayProgress: Sendable, Equatable {
    /// Records that were read, by all pipelines together.
    public var records = 0
    /// Bytes on disk that were read.
    public var bytes = 0
    /// Bytes on disk that are to be read in all.
    public var totalBytes = 0
    /// The event time of the pipeline that is furthest behind.
    public var eventTime = EventTime.distantPast
    /// Pipelines that are done.
    public var finished = 0
}

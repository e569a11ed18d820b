/// Something that follows one entity through the results of a metric and says when it has changed.
///
/// A value is the state of one entity; what all entities share lies in the settings. Results come in the order of
/// their windows, each window once, so that the verdicts depend on the results alone. A detector that adds results up
/// needs windows that do not overlap: it would take an event in several windows for several.
public protocol Detector: Sendable {
    /// What all entities share.
    associatedtype Settings: Sendable

    /// The state of an entity of which nothing has been seen.
    init(_ settings: Settings)

    /// Takes in one result. Called per row: it must not allocate.
    mutating func take(_ reading: DetectorReading, _ settings: Settings) -> DetectorVerdict

    /// Writes the state, so that ``init(from:_:)`` builds one that says the same of all that comes.
    func write(to writer: StateWriter)

    /// Reads what was written with the same settings.
    ///
    /// - Throws: for bytes that are no state; whatever they are, the state that is read must not crash.
    init(from reader: inout StateReader, _ settings: Settings) throws(StateDamage)
}

/// One result as a detector sees it.
public struct DetectorReading: Hashable, Sendable {
    /// The window's end, in milliseconds.
    public var windowEnd: Int64
    /// What the rule's detector reads as a value: the value itself, or of counts the share.
    public var value: Double
    /// How many of the trials came out; 0 where a value is read.
    public var successes: Int64
    /// How many trials there were, or events behind a value; 0 where that is unknown.
    public var trials: Int64

    /// A reading from its parts.
    public init(windowEnd: Int64, value: Double, successes: Int64 = 0, trials: Int64 = 0) {
        self.windowEnd = windowEnd
        self.value = value
        self.successes = successes
        self.trials = trials
    }
}

/// What a detector makes of a result.
public struct DetectorVerdict: Hashable, Sendable {
    /// What it means for the alert.
    public enum Signal: UInt8, Sendable {
        /// Neither: a pending alert is dropped, a firing one goes on.
        case quiet
        /// The condition to fire holds.
        case holds
        /// The condition to resolve holds.
        case clear
    }

    /// What it means for the alert.
    public var signal: Signal
    /// What led to it; told with the alert.
    public var figures: DetectorFigures

    /// A verdict with its figures.
    public init(_ signal: Signal, _ figures: DetectorFigures) {
        self.signal = signal
        self.figures = figures
    }

    /// A verdict of a detector that has nothing but a score to tell.
    public init(_ signal: Signal, score: Double) {
        self.init(signal, DetectorFigures(score: score))
    }
}

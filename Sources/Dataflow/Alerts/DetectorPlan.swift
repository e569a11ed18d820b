import EventModel

/// Which columns of a metric's results a detector reads; rows where one is null or an error are passed over.
public enum DetectorInput: Hashable, Sendable {
    /// Two columns of integers: of how many trials how many came out. Rows without trials are passed over.
    case counts(successes: Int, trials: Int)
    /// A column of doubles, or of integers, and one that counts the events behind it.
    case value(column: Int, isInteger: Bool = false, events: Int? = nil)
}

/// A detector with its settings, of any kind.
public struct DetectorPlan: Sendable {
    /// What it reads.
    public let input: DetectorInput
    let makeBank: @Sendable (_ rememberMilliseconds: Int64, _ keys: SymbolTable) -> any RuleCondition

    /// A detector of a kind.
    ///
    /// - Parameters:
    ///   - kind: the type of its states.
    ///   - settings: what all entities share.
    ///   - input: the columns that it reads.
    public init<Kind: Detector>(_ kind: Kind.Type, settings: Kind.Settings, input: DetectorInput) {
        self.input = input
        makeBank = {
            DetectorBank<Kind>(settings: settings, input: input, rememberMilliseconds: $0, keys: $1)
        }
    }
}

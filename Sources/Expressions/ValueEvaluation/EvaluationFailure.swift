/// Why an expression has no value.
public struct EvaluationFailure: Error, Equatable, Sendable {
    /// What happened: `division by zero`.
    public var message: String

    /// A failure in words.
    public init(_ message: String) { self.message = message }
}

/// What a part of an expression comes to: errors are values, which `&&` and `||` may pass over.
typealias Outcome = Result<CELValue, EvaluationFailure>

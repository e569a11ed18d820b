/// The times of an alert rule.
public struct AlertTiming: Hashable, Sendable {
    /// How long the condition must hold before the alert fires, in milliseconds.
    public var forMilliseconds: Int64
    /// How long it must be clear before a firing alert resolves, in milliseconds.
    public var keepFiringForMilliseconds: Int64

    /// Times of a rule.
    public init(forMilliseconds: Int64, keepFiringForMilliseconds: Int64) {
        self.forMilliseconds = forMilliseconds
        self.keepFiringForMilliseconds = keepFiringForMilliseconds
    }
}

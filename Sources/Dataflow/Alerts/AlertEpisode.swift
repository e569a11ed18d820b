/// One rule for one entity: inactive → pending → firing → resolved.
///
/// Evaluations and timers go in by event time, transitions come out. A condition must hold for `for` before the
/// alert fires; once it fires it goes on until it has been clear for `keep_firing_for`.
public struct AlertEpisode: Equatable, Sendable {
    /// What happened.
    public enum Transition: String, Sendable {
        /// The alert began to fire.
        case firing
        /// The alert ended.
        case resolved
    }

    private enum Phase: Equatable, Sendable {
        case inactive
        case pending
        case firing(clearSince: Int64?)
    }

    private var phase = Phase.inactive
    /// When the condition first held, which names the episode; meaningless while inactive.
    public private(set) var startedAt = Int64.min

    /// An inactive instance.
    public init() {}

    /// Whether there is nothing to remember.
    public var isInactive: Bool { phase == .inactive }

    /// Whether it fires.
    public var isFiring: Bool {
        if case .firing = phase { return true }
        return false
    }

    /// Whether it fires but has been clear since its last evaluation, so that time alone ends it.
    var isSettling: Bool {
        if case .firing(clearSince: .some) = phase { return true }
        return false
    }

    /// The event time at which a transition is due if nothing is evaluated before.
    public func deadline(_ rule: AlertTiming) -> Int64? {
        switch phase {
        case .inactive, .firing(clearSince: nil): nil
        case .pending: startedAt.addingReportingOverflow(rule.forMilliseconds).partialValue
        case .firing(let clearSince?):
            clearSince.addingReportingOverflow(rule.keepFiringForMilliseconds).partialValue
        }
    }

    /// Takes in what the rule's expressions say at an event time.
    ///
    /// - Parameters:
    ///   - time: the event time of the evaluation.
    ///   - holds: whether the condition to fire holds.
    ///   - isClear: whether the condition to resolve holds; between the two a firing alert goes on.
    ///   - rule: the rule's times.
    /// - Returns: what happened, if anything did.
    public mutating func evaluate(at time: Int64, holds: Bool, isClear: Bool, _ rule: AlertTiming)
        -> Transition?
    {
        switch phase {
        case .inactive:
            guard holds else { return nil }
            phase = .pending
            startedAt = time
        case .pending:
            if !holds { phase = .inactive }
        case .firing(let clearSince):
            phase = .firing(clearSince: isClear && !holds ? clearSince ?? time : nil)
        }
        return pass(time, rule)
    }

    /// Takes in that an event time has been reached without an evaluation at it.
    public mutating func pass(_ time: Int64, _ rule: AlertTiming) -> Transition? {
        guard let deadline = deadline(rule), time >= deadline else { return nil }
        switch phase {
        case .pending:
            phase = .firing(clearSince: nil)
            return .firing
        case .firing:
            phase = .inactive
            return .resolved
        case .inactive:
            return nil
        }
    }
}

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

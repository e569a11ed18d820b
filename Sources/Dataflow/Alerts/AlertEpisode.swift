/// One rule for one entity: inactive → pending → firing → resolved.
///
/// Evaluations and timers go in by event time, transitions come out. A condition must hold for `for` before the
/// alert fires; once it fires it goes on until it has been clear for `keep_firing_for`.
///
/// An episode that should fire while its ``AlertLimit`` is used up is held back: it runs like one that fires, but
/// nothing is told of it. It fires late, as soon as the limit allows, unless it is clear by then; if it ends before,
/// its end is not told either. So short flapping stays silent, a lasting fault is told in the end, and what is told
/// always alternates.
public struct AlertEpisode: Equatable, Sendable {
    /// What happened.
    public enum Transition: String, Sendable {
        /// The alert began to fire.
        case firing
        /// The alert ended.
        case resolved
    }

    private enum Phase: UInt8, Sendable {
        case inactive, pending, heldBack, firing
    }

    private static let never = Int64.max

    private var phase = Phase.inactive
    private var clearSince = Self.never
    /// When the condition first held, which names the episode; meaningless while inactive.
    public private(set) var startedAt = Int64.min

    /// An inactive instance.
    public init() {}

    /// Whether there is nothing to remember.
    public var isInactive: Bool { phase == .inactive }

    /// Whether it fires.
    public var isFiring: Bool { phase == .firing }

    /// Whether it would fire if its limit allowed.
    public var isHeldBack: Bool { phase == .heldBack }

    /// Whether it has been clear since its last evaluation, so that time alone ends it.
    var isSettling: Bool { (isFiring || isHeldBack) && clearSince != Self.never }

    /// The event time at which something is due if nothing is evaluated before.
    ///
    /// - Parameters:
    ///   - rule: the rule's times.
    ///   - mayFireAt: when the limit allows the next firing.
    /// - Returns: the time, `nil` when nothing is due.
    public func deadline(_ rule: AlertTiming, mayFireAt: Int64 = .min) -> Int64? {
        switch phase {
        case .inactive: return nil
        case .pending: return startedAt.addingClamped(rule.forMilliseconds)
        case .heldBack, .firing:
            if clearSince != Self.never { return clearSince.addingClamped(rule.keepFiringForMilliseconds) }
            return phase == .heldBack ? mayFireAt : nil
        }
    }

    /// Takes in what the rule's expressions say at an event time.
    ///
    /// - Parameters:
    ///   - time: the event time of the evaluation.
    ///   - holds: whether the condition to fire holds.
    ///   - isClear: whether the condition to resolve holds; between the two a firing alert goes on.
    ///   - rule: the rule's times.
    ///   - mayFireAt: when the limit allows the next firing.
    /// - Returns: what happened, if anything did.
    public mutating func evaluate(
        at time: Int64, holds: Bool, isClear: Bool, _ rule: AlertTiming, mayFireAt: Int64 = .min
    ) -> Transition? {
        switch phase {
        case .inactive:
            guard holds else { return nil }
            phase = .pending
            startedAt = time
        case .pending:
            if !holds { phase = .inactive }
        case .heldBack, .firing:
            clearSince = isClear && !holds ? min(clearSince, time) : Self.never
        }
        return pass(time, rule, mayFireAt: mayFireAt)
    }

    /// Takes in that an event time has been reached without an evaluation at it.
    public mutating func pass(_ time: Int64, _ rule: AlertTiming, mayFireAt: Int64 = .min) -> Transition? {
        guard let deadline = deadline(rule, mayFireAt: mayFireAt), time >= deadline else { return nil }
        switch phase {
        case .inactive: return nil
        case .pending where mayFireAt > time:
            (phase, clearSince) = (.heldBack, Self.never)
            return nil
        case .heldBack where isSettling:
            phase = .inactive
            return nil
        case .pending, .heldBack:
            (phase, clearSince) = (.firing, Self.never)
            return .firing
        case .firing:
            phase = .inactive
            return .resolved
        }
    }
}

extension AlertEpisode {
    /// Writes it; an inactive one has nothing to remember.
    func write(to writer: StateWriter) {
        writer.byte(phase.rawValue)
        guard !isInactive else { return }
        writer.integer(startedAt)
        writer.integer(clearSince)
    }

    /// Reads what was written.
    init(from reader: inout StateReader) throws(StateDamage) {
        self.init()
        let number = try reader.byte()
        guard let phase = Phase(rawValue: number) else {
            throw StateDamage("\(number) is no phase of an alert")
        }
        self.phase = phase
        guard !isInactive else { return }
        startedAt = try reader.integer()
        clearSince = try reader.integer()
    }
}

extension AlertEpisode {
    /// What it is doing, in a word, for people.
    var phaseName: String {
        switch phase {
        case .inactive: "inactive"
        case .pending: "pending"
        case .heldBack: "held_back"
        case .firing: "firing"
        }
    }

    /// Since when its condition is clear; `.max` while it is not.
    var clearedAt: Int64 { clearSince }
}

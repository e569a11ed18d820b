/// What is known of one promise, and what follows from it.
///
/// **Which events belong together** is decided by their times alone. Each keeps its key in memory for `forget_after`:
/// one that makes a promise from its own time until that long after the due time (or after its own time, if the due
/// time lies behind it), one that fulfils or waives from its own time on. Events of a key whose stretches overlap are
/// one promise; where a stretch ends before the next begins, or just as it does, the key has been forgotten in between
/// and what comes is a new promise. So a promise made again while the key is remembered is an amendment, and one made
/// again after that is another promise; two fulfilments of which nothing is remembered in between never meet.
///
/// **Facts are minima** (and one maximum) over the events of a promise. Joining stretches and taking minima are
/// commutative and associative, so nothing here depends on the order in which events arrive. What the ledger tells is a
/// function of the facts and of the watermark. That is why a correction is a comparison: when facts change, the rows
/// that were told are taken back and the rows that follow now are told.
struct PromiseFacts: Equatable, BitwiseCopyable {
    static let never = Int64.max

    /// When it was made; the earliest counts, so that a later change never moves a due time.
    var madeAt = never
    /// Orders promises made in the same millisecond.
    var madeTie = UInt64.max
    /// When it is due.
    var dueAt = never
    /// When it was first fulfilled, known or not whether anything was promised.
    var fulfilledAt = never
    /// When it was first waived.
    var waivedAt = never
    /// When the first event happened that anything is gathered of.
    var gatheredAt = never
    /// The latest time from which it is remembered for `forget_after`, over all events, also those that change nothing
    /// else.
    var lastAt = Int64.min

    /// The facts of one event that makes a promise.
    static func made(at time: Int64, tie: UInt64, due: Int64) -> PromiseFacts {
        PromiseFacts(madeAt: time, madeTie: tie, dueAt: due, lastAt: max(due, time))
    }

    /// The facts of one event that fulfils.
    static func fulfilled(at time: Int64) -> PromiseFacts { PromiseFacts(fulfilledAt: time, lastAt: time) }

    /// The facts of one event that waives.
    static func waived(at time: Int64) -> PromiseFacts { PromiseFacts(waivedAt: time, lastAt: time) }

    /// The facts of one event that something is gathered of.
    static func gathered(at time: Int64) -> PromiseFacts { PromiseFacts(gatheredAt: time, lastAt: time) }

    var isMade: Bool { madeAt != Self.never }

    /// Whether nothing happened to the promise.
    var isOpen: Bool { fulfilledAt == Self.never && waivedAt == Self.never }

    /// When the first of its events happened.
    var firstAt: Int64 { min(min(madeAt, gatheredAt), min(fulfilledAt, waivedAt)) }

    /// The end of the stretch that it is remembered for; an event at this time is not part of it.
    func end(memory: Int64) -> Int64 { Self.adding(memory, to: lastAt) }

    /// Whether two are one promise.
    func meets(_ other: PromiseFacts, memory: Int64) -> Bool {
        firstAt < other.end(memory: memory) && other.firstAt < end(memory: memory)
    }

    /// Whether the other is what was promised first. It is the same promise when neither is.
    func isMade(after other: PromiseFacts) -> Bool {
        (other.madeAt, other.madeTie) < (madeAt, madeTie)
    }

    /// Takes in what is known from elsewhere of the same promise.
    mutating func join(_ other: PromiseFacts) {
        if isMade(after: other) {
            madeAt = other.madeAt
            madeTie = other.madeTie
            dueAt = other.dueAt
        }
        fulfilledAt = min(fulfilledAt, other.fulfilledAt)
        waivedAt = min(waivedAt, other.waivedAt)
        gatheredAt = min(gatheredAt, other.gatheredAt)
        lastAt = max(lastAt, other.lastAt)
    }

    /// The outcome, as soon as nothing on time can change it: fulfilment or waiver up to the due time decides by
    /// whichever came first, otherwise the watermark's passing the due time.
    func outcome(isPastDue: Bool) -> Outcome? {
        guard isMade else { return nil }
        if fulfilledAt <= dueAt, fulfilledAt <= waivedAt { return .kept }
        if waivedAt <= dueAt { return .waived }
        return isPastDue ? .broken : nil
    }

    /// What is told by due time. A promise made after its due time is told when it was made.
    func due(isPastDue: Bool) -> PromiseTelling? {
        guard let outcome = outcome(isPastDue: isPastDue) else { return nil }
        let fulfilledAt = outcome == .kept ? fulfilledAt : Self.never
        return PromiseTelling(time: max(dueAt, madeAt), outcome: outcome, fulfilledAt: fulfilledAt)
    }

    /// What is told by the time of fulfilment, on time or late. An order that is paid after its delivery is told
    /// when it was paid.
    func fulfilled() -> PromiseTelling? {
        guard fulfilledAt != Self.never, let outcome = outcome(isPastDue: true), outcome != .waived else {
            return nil
        }
        return PromiseTelling(
            time: max(fulfilledAt, madeAt), outcome: outcome, fulfilledAt: fulfilledAt)
    }

    /// A time that lies later, held at the end of time.
    static func adding(_ delay: Int64, to time: Int64) -> Int64 {
        let (sum, overflow) = time.addingReportingOverflow(delay)
        return overflow ? never : sum
    }
}

/// One row that a promise tells.
struct PromiseTelling: Equatable {
    var time: Int64
    var outcome: Outcome
    var fulfilledAt: Int64
}

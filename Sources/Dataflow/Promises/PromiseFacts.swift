/// What is known of one promise, and what follows from it.
///
/// Facts are minima over events, so they do not depend on the order in which the events arrive; what the ledger tells
/// is a function of the facts and of the watermark. That is why a correction is a comparison: when facts change, the
/// rows that were told are taken back and the rows that follow now are told.
struct PromiseFacts: Equatable {
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

    var isMade: Bool { madeAt != Self.never }
    var isFulfilled: Bool { fulfilledAt != Self.never }

    /// Notes a fulfilment; only the earliest changes anything.
    mutating func fulfil(at time: Int64) -> Bool {
        guard time < fulfilledAt else { return false }
        fulfilledAt = time
        return true
    }

    /// Notes a waiver; only the earliest changes anything.
    mutating func waive(at time: Int64) -> Bool {
        guard time < waivedAt else { return false }
        waivedAt = time
        return true
    }

    /// The outcome, as soon as nothing on time can change it: fulfilment or waiver up to the due time decides by
    /// whichever came first, otherwise the watermark's passing it.
    func outcome(watermark: Int64) -> Outcome? {
        guard isMade else { return nil }
        if fulfilledAt <= dueAt, fulfilledAt <= waivedAt { return .kept }
        if waivedAt <= dueAt { return .waived }
        return watermark > dueAt ? .broken : nil
    }

    /// What is told by due time. A promise made after its due time is told when it was made.
    func due(watermark: Int64) -> PromiseTelling? {
        guard let outcome = outcome(watermark: watermark) else { return nil }
        return PromiseTelling(
            time: max(dueAt, madeAt), outcome: outcome,
            fulfilledAt: outcome == .kept ? fulfilledAt : Self.never)
    }

    /// What is told by the time of fulfilment, on time or late. An order that is paid after its delivery is told when
    /// it was paid.
    func fulfilled() -> PromiseTelling? {
        guard isMade, isFulfilled else { return nil }
        let isKept = fulfilledAt <= dueAt && fulfilledAt <= waivedAt
        if !isKept && waivedAt <= dueAt { return nil }
        return PromiseTelling(
            time: max(fulfilledAt, madeAt), outcome: isKept ? .kept : .broken, fulfilledAt: fulfilledAt)
    }

    /// The time from which nothing is remembered any more.
    func forgetAt(after delay: Int64) -> Int64 {
        let last = isMade ? max(dueAt, madeAt) : min(fulfilledAt, waivedAt)
        let (sum, overflow) = last.addingReportingOverflow(delay)
        return overflow ? Self.never : sum
    }
}

/// One row that a promise tells.
struct PromiseTelling: Equatable {
    var time: Int64
    var outcome: Outcome
    var fulfilledAt: Int64
}

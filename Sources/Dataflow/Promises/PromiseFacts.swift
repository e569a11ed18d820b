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
    /// whichever came first, otherwise the watermark's passing it. What lies further from the promise than `memory`
    /// milliseconds does not count.
    func outcome(watermark: Int64, memory: Int64) -> Outcome? {
        guard isMade else { return nil }
        let fulfilledAt = counted(fulfilledAt, memory: memory)
        let waivedAt = counted(waivedAt, memory: memory)
        if fulfilledAt <= dueAt, fulfilledAt <= waivedAt { return .kept }
        if waivedAt <= dueAt { return .waived }
        return watermark > dueAt ? .broken : nil
    }

    /// What is told by due time. A promise made after its due time is told when it was made.
    func due(watermark: Int64, memory: Int64) -> PromiseTelling? {
        guard let outcome = outcome(watermark: watermark, memory: memory) else { return nil }
        let fulfilledAt = outcome == .kept ? fulfilledAt : Self.never
        return PromiseTelling(time: max(dueAt, madeAt), outcome: outcome, fulfilledAt: fulfilledAt)
    }

    /// What is told by the time of fulfilment, on time or late. An order that is paid after its delivery is told
    /// when it was paid.
    func fulfilled(memory: Int64) -> PromiseTelling? {
        let fulfilledAt = counted(fulfilledAt, memory: memory)
        let waivedAt = counted(waivedAt, memory: memory)
        guard isMade, fulfilledAt != Self.never else { return nil }
        let isKept = fulfilledAt <= dueAt && fulfilledAt <= waivedAt
        if !isKept && waivedAt <= dueAt { return nil }
        return PromiseTelling(
            time: max(fulfilledAt, madeAt), outcome: isKept ? .kept : .broken, fulfilledAt: fulfilledAt)
    }

    /// A fulfilment or waiver as it counts for the promise: not when it came so much before it, or so much after
    /// its due time, that either might be forgotten already. Decided by event times alone, it is the same however
    /// far one input is read ahead of another.
    private func counted(_ time: Int64, memory: Int64) -> Int64 {
        guard time != Self.never, isMade else { return Self.never }
        let isRemembered = madeAt < Self.adding(memory, to: time)
        return isRemembered && time < Self.adding(memory, to: max(dueAt, madeAt)) ? time : Self.never
    }

    /// The time from which nothing is remembered any more.
    func forgetAt(after delay: Int64) -> Int64 {
        if isMade { return Self.adding(delay, to: max(dueAt, madeAt)) }
        let isOneKnown = fulfilledAt == Self.never || waivedAt == Self.never
        return Self.adding(delay, to: isOneKnown ? min(fulfilledAt, waivedAt) : max(fulfilledAt, waivedAt))
    }

    private static func adding(_ delay: Int64, to time: Int64) -> Int64 {
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

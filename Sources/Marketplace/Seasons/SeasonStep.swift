import EventModel

/// What is still to happen: a step of an order, or a visit of a buyer who comes back.
struct SeasonStep {
    /// The kinds of events; the raw value makes ids.
    enum Kind: UInt8 {
        case placed, paid, paymentFailed, shipped, accepted, inTransit, outForDelivery, delivered
        case damaged, receiptConfirmed, cancelledBySeller, cancelledByBuyer
        case reviewed, ratedBack, claimOpened, claimClosed, claimLeftOpen, returnRequested, returnReceived
        case refunded, chargeback, promised, rebatePaid, rebatePaidInPoints, giftShipped, asked, answered
        case adSpend, comesBack
    }

    var at: EventTime
    var arrival: EventTime
    // Of orders that are open; a visitor's number for those who come back.
    var order: Int
    var kind: Kind
    var turn: UInt32

    static func < (left: SeasonStep, right: SeasonStep) -> Bool {
        (left.arrival, left.turn) < (right.arrival, right.turn)
    }
}

/// The steps to come, the earliest arrival first: a binary heap.
struct SeasonAgenda {
    private var heap: [SeasonStep] = []
    private var turns: UInt32 = 0

    var first: SeasonStep? { heap.first }

    mutating func insert(_ step: SeasonStep) {
        var step = step
        turns &+= 1
        step.turn = turns
        heap.append(step)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() -> SeasonStep? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { return first }
            let child = left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
            guard heap[child] < heap[place] else { return first }
            heap.swapAt(place, child)
            place = child
        }
    }
}

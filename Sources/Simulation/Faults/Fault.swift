/// What may go wrong at a call of a port.
public enum Fault: Hashable, Sendable {
    /// The process dies before the call has any effect.
    case crashBefore
    /// The process dies when the call has done its work.
    case crashAfter
    /// The process dies, and the end of its transaction reaches the log after so many milliseconds.
    case crashLate(Int64)
    /// The call fails without effect and may be tried again; in a transaction, it must be aborted first.
    case fail
    /// A part of the records is sent, then the transaction fails and must be aborted.
    case failHalfway
    /// The end of the transaction never reaches the log, and the writer does not learn that.
    case unknownLost
    /// The end of the transaction is written, and the writer does not learn that.
    case unknownWritten
    /// The end of the transaction reaches the log after so many milliseconds; the writer knows nothing.
    case unknownLate(Int64)
    /// The log gives up the transaction or the member, as after a time-out.
    case expire
    /// The call takes so many milliseconds, in which other things may happen.
    case stall(Int64)
    /// The reader brings nothing of one of its partitions for some milliseconds.
    case pause(Int, Int64)
    /// The reader sees nothing of what is new in one of its partitions for some milliseconds.
    case hide(Int, Int64)
    /// The runs of a fetch come in an order of their own.
    case shuffle(UInt64)
    /// The fetch brings only so many records.
    case short(Int)

    /// Whether it can happen at a call; elsewhere it does nothing.
    public func fits(_ call: MemoryLog.Call) -> Bool {
        switch self {
        case .crashBefore, .crashAfter: true
        case .fail, .stall: true
        case .failHalfway: call == .send
        case .crashLate, .unknownLost, .unknownWritten, .unknownLate: call == .commit || call == .abort
        case .expire: call == .poll || call == .begin || call == .send || call == .commit
        case .pause, .hide, .shuffle, .short: call == .fetch
        }
    }
}

extension Fault: LosslessStringConvertible {
    /// As a script spells it: the name, then its numbers.
    public var description: String {
        switch self {
        case .crashBefore: "crash-before"
        case .crashAfter: "crash-after"
        case .crashLate(let time): "crash-late \(time)"
        case .fail: "fail"
        case .failHalfway: "fail-halfway"
        case .unknownLost: "unknown-lost"
        case .unknownWritten: "unknown-written"
        case .unknownLate(let time): "unknown-late \(time)"
        case .expire: "expire"
        case .stall(let time): "stall \(time)"
        case .pause(let place, let time): "pause \(place) \(time)"
        case .hide(let place, let time): "hide \(place) \(time)"
        case .shuffle(let seed): "shuffle \(seed)"
        case .short(let records): "short \(records)"
        }
    }

    /// Reads what ``description`` writes; `nil` for anything else.
    public init?(_ description: String) {
        let words = description.split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap { Int64($0) }
        let seed = words.dropFirst().first.flatMap { UInt64($0) }
        switch (words.first ?? "", numbers.count, words.count) {
        case ("crash-before", 0, 1): self = .crashBefore
        case ("crash-after", 0, 1): self = .crashAfter
        case ("crash-late", 1, 2): self = .crashLate(numbers[0])
        case ("fail", 0, 1): self = .fail
        case ("fail-halfway", 0, 1): self = .failHalfway
        case ("unknown-lost", 0, 1): self = .unknownLost
        case ("unknown-written", 0, 1): self = .unknownWritten
        case ("unknown-late", 1, 2): self = .unknownLate(numbers[0])
        case ("expire", 0, 1): self = .expire
        case ("stall", 1, 2): self = .stall(numbers[0])
        case ("pause", 2, 3): self = .pause(Int(numbers[0]), numbers[1])
        case ("hide", 2, 3): self = .hide(Int(numbers[0]), numbers[1])
        case ("shuffle", _, 2):
            guard let seed else { return nil }
            self = .shuffle(seed)
        case ("short", 1, 2): self = .short(Int(numbers[0]))
        default: return nil
        }
    }
}

import EventModel

/// A fault at a call, by the number of the call since the log was made; the first is 0.
public struct ScriptedFault: Hashable, Sendable, LosslessStringConvertible {
    /// Which call.
    public var call: Int
    /// What happens there.
    public var fault: Fault

    /// A fault from its parts.
    public init(call: Int, fault: Fault) {
        self.call = call
        self.fault = fault
    }

    /// As a line of a script: `118 unknown-late 1000`.
    public var description: String { "\(call) \(fault)" }

    /// Reads what ``description`` writes; `nil` for anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let call = Int(parts[0]), let fault = Fault(parts[1]) else { return nil }
        self.init(call: call, fault: fault)
    }
}

/// Decides at each call of a port what goes wrong there: by a seed, or by a script, and keeps the list of what it did.
///
/// The list is a script: given to a plan instead of the seed, it makes the same happen again.
public struct FaultPlan: Sendable {
    /// How many calls have been decided.
    public private(set) var calls = 0
    /// What went wrong so far.
    public private(set) var taken: [ScriptedFault] = []
    private var random: SplitMix64?
    private let rates: FaultRates
    private var script: [Int: Fault] = [:]

    /// A plan in which nothing goes wrong.
    public init() { rates = FaultRates() }

    /// Faults by a seed.
    public init(seed: UInt64, rates: FaultRates = FaultRates()) {
        random = SplitMix64(seed: seed)
        self.rates = rates
    }

    /// These faults at these calls; one that does not fit its call is left out.
    public init(script: [ScriptedFault]) {
        rates = FaultRates()
        self.script = Dictionary(script.map { ($0.call, $0.fault) }) { $1 }
    }

    /// Nothing goes wrong from here on.
    public mutating func stop() {
        random = nil
        script = [:]
    }

    /// Decides the next call.
    mutating func next(_ call: MemoryLog.Call) -> Fault? {
        defer { calls += 1 }
        guard let fault = script.isEmpty ? draw() : script[calls], fault.fits(call) else { return nil }
        taken.append(ScriptedFault(call: calls, fault: fault))
        return fault
    }

    private mutating func draw() -> Fault? {
        guard var random else { return nil }
        defer { self.random = random }
        return rates.draw(&random)
    }
}

/// How often calls of ports go wrong: chances per call, each at the calls where it can happen.
public struct FaultRates: Sendable {
    /// The process dies: before a call, after it, or with the end of its transaction on the way.
    public var crash = 0.001
    /// A call fails and may be tried again.
    public var failure = 0.01
    /// The writer does not learn how its transaction ended.
    public var unknown = 0.03
    /// The log gives up a transaction or a member.
    public var expiry = 0.001
    /// A call takes long.
    public var slowness = 0.003
    /// A partition is silent or behind for a while.
    public var silence = 0.01
    /// Fetches bring little, or in an order of their own.
    public var disorder = 0.3
    /// How long silence, delays and slow calls may be, in milliseconds; one of these.
    public var delays: [Int64] = [1, 20, 300, 5_000, 30_000]

    /// The usual rates.
    public init() {}

    func draw(_ random: inout SplitMix64) -> Fault? {
        var chance = Double(random.next() >> 11) * 0x1p-53
        func falls(in rate: Double) -> Bool {
            chance -= rate
            return chance < 0
        }
        if falls(in: disorder) { return disorder(&random) }
        if falls(in: unknown) { return unknown(&random) }
        if falls(in: failure) { return failure(&random) }
        if falls(in: silence) { return silence(&random) }
        if falls(in: crash) { return crash(&random) }
        if falls(in: slowness) { return .stall(delay(&random)) }
        return falls(in: expiry) ? .expire : nil
    }

    private func delay(_ random: inout SplitMix64) -> Int64 { delays.randomElement(using: &random) ?? 1 }

    private func disorder(_ random: inout SplitMix64) -> Fault {
        random.next() & 1 == 0 ? .shuffle(random.next()) : .short(Int.random(in: 0...8, using: &random))
    }

    private func unknown(_ random: inout SplitMix64) -> Fault {
        switch random.next() % 3 {
        case 0: .unknownLost
        case 1: .unknownWritten
        default: .unknownLate(delay(&random))
        }
    }

    private func failure(_ random: inout SplitMix64) -> Fault {
        random.next() & 1 == 0 ? .fail : .failHalfway
    }

    private func silence(_ random: inout SplitMix64) -> Fault {
        let place = Int.random(in: 0..<64, using: &random)
        return random.next() & 1 == 0 ? .pause(place, delay(&random)) : .hide(place, delay(&random))
    }

    private func crash(_ random: inout SplitMix64) -> Fault {
        switch random.next() % 3 {
        case 0: .crashBefore
        case 1: .crashAfter
        default: .crashLate(delay(&random))
        }
    }
}

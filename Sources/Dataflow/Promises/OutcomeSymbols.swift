import EventModel

/// How a promise ended.
public enum Outcome: Int, CaseIterable, Sendable {
    /// Fulfilled at its due time or before; or not broken by then, where events break it.
    case kept
    /// Not fulfilled at its due time; or broken by an event up to then.
    case broken
    /// Given up before its due time without fault.
    case waived

    /// What it means for a promise that events break and the due time keeps.
    var reversed: Outcome {
        switch self {
        case .kept: .broken
        case .broken: .kept
        case .waived: .waived
        }
    }

    /// As expressions and records write it.
    public var name: String {
        switch self {
        case .kept: "kept"
        case .broken: "broken"
        case .waived: "waived"
        }
    }
}

/// The outcomes' names as symbols of one task.
struct OutcomeSymbols {
    private let ids: [UInt32]

    init(_ symbols: SymbolTable) { ids = Outcome.allCases.map { symbols.intern($0.name) } }

    func id(of outcome: Outcome) -> UInt32 { ids[outcome.rawValue] }

    /// The place of an outcome among kept, broken, waived.
    func place(of id: UInt32) -> Int? { ids.firstIndex(of: id) }
}

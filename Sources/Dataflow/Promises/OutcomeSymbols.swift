import EventModel

/// How a promise ended.
public enum Outcome: Int, CaseIterable, Sendable {
    /// Fulfilled at its due time or before.
    case kept
    /// Not fulfilled at its due time.
    case broken
    /// Given up before its due time without fault.
    case waived

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

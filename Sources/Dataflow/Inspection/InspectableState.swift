public import EventModel

/// State that can be asked what it holds of one key, for people who look at it: never on the way of events.
///
/// It is asked of operators that were restored, so that what is shown is what the operator itself has read.
public protocol InspectableState: DurableState {
    /// How many entries it holds: keys, promises, ids, or sums of a key in a pane, whatever it keeps together.
    var entryCount: Int { get }
    /// What it holds of a key; nothing for one that it does not know.
    ///
    /// - Parameter key: as text; the parts of a key of several with `/` between them.
    /// - Returns: entries in the order of their times.
    /// - Complexity: O(all entries) at worst.
    func entries(of key: String) -> [StateFields]
}

/// Named values, in the order in which they are shown.
public struct StateFields: Equatable, Sendable {
    /// The values with their names.
    public private(set) var all: [(name: String, value: StateValue)] = []

    /// Nothing.
    public init() {}

    /// Adds a value.
    public mutating func add(_ name: String, _ value: StateValue) { all.append((name, value)) }

    /// Adds an event time; `null` for one that is not there.
    mutating func add(_ name: String, time: Int64) {
        let isThere = time != .min && time != .max
        add(name, isThere ? .time(EventTime(milliseconds: time)) : .null)
    }

    /// The value of a name.
    public subscript(name: String) -> StateValue? { all.first { $0.name == name }?.value }

    /// Compares names and values.
    public static func == (left: Self, right: Self) -> Bool {
        left.all.elementsEqual(right.all) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// A value of state.
public enum StateValue: Equatable, Sendable {
    /// Nothing is known.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// Any number.
    case number(Double)
    /// Text.
    case text(String)
    /// JSON as it is told in results.
    case json(String)
    /// An event time.
    case time(EventTime)
    /// Named values.
    case fields(StateFields)
    /// Some of the same kind.
    case list([StateFields])
}

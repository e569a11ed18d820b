public import EventModel

/// What the ledger of one promise needs to know.
public struct PromisePlan: Sendable {
    /// The promise's name.
    public var name: String
    /// How long after its due time an order is remembered, in milliseconds.
    public var forgetAfterMilliseconds: Int64
    /// How long corrections of the past are taken in, in milliseconds.
    public var allowedLatenessMilliseconds: Int64
    /// For each remembered field: its column in the rows of the source that makes the promise.
    public var rememberedColumns: [Int]
    /// What is gathered of further events, in the order of the rows' last columns.
    public var gathered: [PromiseGathering]
    /// The columns of the ledger's own rows.
    public var rows: PromiseRowLayout
    /// Whether anything reads rows by due time.
    public var tellsDue: Bool
    /// Whether anything reads rows by the time of fulfilment.
    public var tellsFulfilled: Bool
    /// Whether what "fulfils" it breaks it, and its due time keeps it.
    public var isBrokenByEvents: Bool

    /// A plan from its parts.
    public init(
        name: String, forgetAfterMilliseconds: Int64, allowedLatenessMilliseconds: Int64,
        rememberedColumns: [Int], rows: PromiseRowLayout, tellsDue: Bool, tellsFulfilled: Bool,
        isBrokenByEvents: Bool = false, gathered: [PromiseGathering] = []
    ) {
        self.name = name
        self.forgetAfterMilliseconds = forgetAfterMilliseconds
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
        self.rememberedColumns = rememberedColumns
        self.rows = rows
        self.tellsDue = tellsDue
        self.tellsFulfilled = tellsFulfilled
        self.isBrokenByEvents = isBrokenByEvents
        self.gathered = gathered
    }
}

/// The columns of the rows that a promise yields: `outcome`, `made_at`, `due_at`, `fulfilled_at` or `broken_at`, the
/// promise's key, the remembered fields and the gathered ones.
public struct PromiseRowLayout: Sendable {
    /// The layout.
    public let rows: RowLayout
    static let outcomeColumn = 1
    static let madeColumn = 2
    static let dueColumn = 3
    static let decidedColumn = 4
    static let keyColumn = 5
    static let firstRememberedColumn = 6

    /// Where the outcome stands.
    public static var outcome: Int { outcomeColumn }

    /// The rows of a promise.
    ///
    /// - Parameters:
    ///   - key: the name of the field that the promise is by.
    ///   - decidedName: how the time is called at which an event decided it.
    ///   - keyStorage: symbols when a metric uses it as a key; each is kept for good.
    ///   - remembered: the remembered fields as columns.
    ///   - gathered: the gathered fields as columns.
    public init(
        key: String, decidedName: String = "fulfilled_at", keyStorage: StringStorage,
        remembered: [RowLayout.Column], gathered: [RowLayout.Column] = []
    ) {
        rows = RowLayout(
            [
                RowLayout.Column(name: "outcome", type: .string),
                RowLayout.Column(name: "made_at", type: .time),
                RowLayout.Column(name: "due_at", type: .time),
                RowLayout.Column(name: decidedName, type: .time),
                RowLayout.Column(name: key, type: .string, storage: keyStorage),
            ] + remembered + gathered)
    }
}

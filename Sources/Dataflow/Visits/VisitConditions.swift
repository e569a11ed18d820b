public import Expressions

/// What is asked of every event of a visit: conditions over the rows of the source.
///
/// Each has one bit of a 64-bit mask, so that an event costs the same however many there are, and a visit's answer to
/// "was there any" is the union of its events' masks.
public struct VisitConditions: Sendable {
    /// How many conditions there can be in all, those for bots, pages and key events included.
    public static let limit = 64
    /// How many steps a funnel can have.
    public static let stepLimit = 32

    /// Which events mark their visit as a bot's; `nil` for none.
    public var bot: CompiledExpression?
    /// Which events count as a page; `nil` for none.
    public var page: CompiledExpression?
    /// Which events make a visit effective by themselves; `nil` for none.
    public var keyEvent: CompiledExpression?
    /// The funnel's steps in order, at most ``stepLimit``.
    public var steps: [CompiledExpression]
    /// What is told as "any event of the visit did".
    public var flags: [CompiledExpression]
    /// What is told as "so many events of the visit did".
    public var counts: [CompiledExpression]

    /// Conditions from their parts; all yield bools.
    public init(
        bot: CompiledExpression? = nil, page: CompiledExpression? = nil, keyEvent: CompiledExpression? = nil,
        steps: [CompiledExpression] = [], flags: [CompiledExpression] = [], counts: [CompiledExpression] = []
    ) {
        self.bot = bot
        self.page = page
        self.keyEvent = keyEvent
        self.steps = steps
        self.flags = flags
        self.counts = counts
    }

    /// Each condition with the place of its bit.
    var placed: [(condition: CompiledExpression, bit: Int)] {
        let bits = VisitBits(self)
        var placed = steps.enumerated().map { (condition: $1, bit: $0) }
        if let bot { placed.append((bot, bits.bot)) }
        if let keyEvent { placed.append((keyEvent, bits.keyEvent)) }
        placed += flags.enumerated().map { (condition: $1, bit: bits.firstFlag + $0) }
        if let page { placed.append((page, bits.page)) }
        placed += counts.enumerated().map { (condition: $1, bit: bits.page + 1 + $0) }
        return placed
    }
}

/// Where the conditions' bits are: the steps lowest, those that are counted highest, pages first among these.
struct VisitBits {
    let stepCount: Int
    let flagCount: Int
    /// How many conditions are counted, pages included.
    let countedCount: Int

    init(_ conditions: VisitConditions) {
        stepCount = conditions.steps.count
        flagCount = conditions.flags.count
        countedCount = conditions.counts.count + 1
        precondition(stepCount <= VisitConditions.stepLimit, "too many steps")
        precondition(page + countedCount <= VisitConditions.limit, "too many conditions")
    }

    var bot: Int { stepCount }
    var keyEvent: Int { stepCount + 1 }
    var firstFlag: Int { stepCount + 2 }
    var page: Int { firstFlag + flagCount }
    var steps: UInt64 { (1 << UInt64(stepCount)) - 1 }
}

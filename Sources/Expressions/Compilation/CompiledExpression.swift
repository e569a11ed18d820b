/// An expression as flat instructions over columns, in evaluation order.
public struct CompiledExpression: Sendable {
    /// What it yields.
    public let type: ValueType
    let instructions: [Instruction]
    let result: Source
    /// The columns of the layout that sources are numbered by.
    let columns: [Int]
    /// How many registers the instructions need.
    let registerCount: Int
    /// Literals that are compared by symbol.
    let symbols: [String]
    /// Literals that are compared by bytes.
    let texts: [String]
    let sets: [ConstantSet]
    let patterns: [Pattern]
    /// The same for expressions that yield the same for rows of one layout, so that they need be evaluated only once;
    /// `nil` for those that call declared functions, which may differ although their names are equal.
    public internal(set) var sharingKey: String?
}

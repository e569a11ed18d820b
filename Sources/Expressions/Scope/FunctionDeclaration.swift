/// A function that expressions may call, computed for a whole batch at once.
public struct FunctionDeclaration: Sendable {
    /// Computes all rows: the columns of the arguments (those of ``implicit`` last), how many rows there are, and the
    /// column to fill.
    public typealias Kernel =
        @Sendable (_ arguments: [ColumnView], _ count: Int, _ result: MutableColumnView) -> Void

    /// The name it is called by.
    public var name: String
    /// The types of the written arguments. An int literal may stand for a double.
    public var parameters: [ValueType]
    /// Variables that are passed behind the written arguments, so that `probability_above(0.1)` sees `of` and
    /// `among`.
    public var implicit: [String]
    /// What it results in.
    public var result: ValueType
    /// What it does, in one line, for listings.
    public var summary: String
    /// Computes it, once per batch. Rows where an argument is null or an error are errors already when it is called,
    /// but their slots are passed: a kernel must not trap on any slot.
    public var kernel: Kernel

    /// A function from its parts.
    public init(
        name: String, parameters: [ValueType], implicit: [String] = [], result: ValueType,
        summary: String = "",
        kernel: @escaping Kernel
    ) {
        self.name = name
        self.parameters = parameters
        self.implicit = implicit
        self.result = result
        self.summary = summary
        self.kernel = kernel
    }
}

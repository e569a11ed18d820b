/// A function that expressions may call, for one set of argument types: how it is called, what it does, and how it is
/// computed. All of them are declared so, those of CEL in ``FunctionTable`` and those of alerts and scores in scopes;
/// the declarations are also their documentation.
public struct FunctionDeclaration: Sendable {
    /// Computes all rows: the columns of the arguments (those of ``implicit`` last), how many rows there are, and the
    /// column to fill.
    public typealias Kernel =
        @Sendable (_ arguments: [ColumnView], _ count: Int, _ result: MutableColumnView) -> Void

    /// Computes one call.
    typealias Body =
        @Sendable ([CELValue], inout EvaluationContext) throws(EvaluationFailure) -> CELValue

    /// How it is called.
    public enum Style: Sendable {
        /// `name(a, b)`
        case global
        /// `a.name(b)`
        case receiver
        /// Both.
        case either
    }

    /// A call and what it comes to, both as expressions.
    public struct Example: Sendable, Hashable {
        /// The call: `"tacocat".contains("cat")`.
        public var call: String
        /// What it comes to: `true`.
        public var result: String

        /// An example from its parts.
        public init(_ call: String, _ result: String) {
            self.call = call
            self.result = result
        }
    }

    /// The name it is called by.
    public var name: String
    /// How it is called; functions of scopes are global.
    public let style: Style
    /// The types of the written arguments, the receiver first. Over columns an int literal may stand for a double.
    public var parameters: [ValueType]
    /// Variables that are passed behind the written arguments, so that `probability_above(0.1)` sees `of` and
    /// `among`.
    public var implicit: [String]
    /// What it results in.
    public var result: ValueType
    /// What it does, in one line, for listings.
    public var summary: String
    /// A call that shows it.
    public var example: Example?
    /// Whether it looks up time zones, so that it means nothing before it runs.
    let readsZones: Bool
    /// How it is computed for one call; functions of scopes are computed over columns only.
    let evaluate: Body?
    /// How it is computed for a batch, if it can be.
    let columns: ColumnForm?

    /// A function of a scope from its parts.
    ///
    /// The kernel computes it, once per batch. Rows where an argument is null or an error are errors already when it is
    /// called, but their slots are passed: a kernel must not trap on any slot.
    public init(
        name: String, parameters: [ValueType], implicit: [String] = [], result: ValueType,
        summary: String = "", example: Example? = nil, kernel: @escaping Kernel
    ) {
        self.name = name
        style = .global
        self.parameters = parameters
        self.implicit = implicit
        self.result = result
        self.summary = summary
        self.example = example
        readsZones = false
        evaluate = nil
        columns = .kernel(kernel)
    }

    /// A function of the table.
    init(
        _ name: String, _ style: Style, _ parameters: [ValueType], _ result: ValueType, _ summary: String,
        _ example: Example, columns: ColumnForm? = nil, readsZones: Bool = false, evaluate: @escaping Body
    ) {
        self.name = name
        self.style = style
        self.parameters = parameters
        implicit = []
        self.result = result
        self.summary = summary
        self.example = example
        self.readsZones = readsZones
        self.evaluate = evaluate
        self.columns = columns
    }
}

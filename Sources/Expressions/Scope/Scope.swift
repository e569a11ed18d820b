/// The names and functions that an expression may use.
public struct Scope: Sendable {
    /// The type of each name.
    public var variables: [String: ValueType]
    /// What may be called besides CEL's own functions. Of several with one name the first that takes the arguments
    /// is called.
    public var functions: [FunctionDeclaration]
    /// The only values that a string name can have, where they are known: comparing it with another literal is a
    /// problem.
    public var knownValues: [String: [String]]
    /// Finds named time zones; without it only UTC and offsets such as `+02:00` are known.
    public var zones: ZoneTable.Lookup?

    /// A scope from its parts.
    public init(
        variables: [String: ValueType], functions: [FunctionDeclaration] = [],
        knownValues: [String: [String]] = [:], zones: ZoneTable.Lookup? = nil
    ) {
        self.variables = variables
        self.functions = functions
        self.knownValues = knownValues
        self.zones = zones
    }
}

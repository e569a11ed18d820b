/// How a function of the table is computed for a whole column at once.
enum ColumnForm: Sendable {
    /// By its own loop.
    case kernel(FunctionDeclaration.Kernel)
    /// What goes in comes out.
    case same
    case size
    case affix(Affix)
    /// To what the function results in.
    case conversion
    case matches
    case clock(ClockPart)
    case length(LengthPart)
}

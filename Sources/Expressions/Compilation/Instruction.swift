/// One step of a compiled expression: computes a whole column into a register.
struct Instruction: Sendable {
    var operation: Operation
    var result: Int
}

/// Where an instruction finds an operand.
struct Source: Sendable {
    enum Place: Sendable {
        /// One of the columns that the expression reads.
        case column(Int)
        case register(Int)
    }

    /// Where the bytes of an operand's strings lie.
    enum StringHome: Sendable {
        /// It holds no strings.
        case none
        /// In the symbol table.
        case symbols
        /// In the batch's text.
        case batch
        /// In the text of its register.
        case scratch
    }

    var place: Place
    var home: StringHome
}

/// How the slots of two compared operands are read.
enum ComparedSlots: Sendable {
    /// Integers, times, durations, bools, symbol ids.
    case integers
    case doubles
    /// Integers on the left, doubles on the right.
    case mixed
}

/// What an instruction computes.
enum Operation: Sendable {
    /// The same in all rows; no string.
    case fill(Constant)
    /// The same text in all rows; the literal's place among the texts.
    case fillText(Int)
    /// The same symbol in all rows; the literal's place among the symbols.
    case fillSymbol(Int)
    case not(Source)
    case and(Source, Source)
    case or(Source, Source)
    case nullTest(Source, isNegated: Bool)
    case negateInteger(Source)
    case negateDouble(Source)
    case integerArithmetic(ArithmeticOperator, Source, Source)
    case doubleArithmetic(ArithmeticOperator, Source, Source)
    case compare(Comparison, ComparedSlots, Source, Source)
    /// Against a slot that is the same in all rows; integers or doubles.
    case compareConstant(Comparison, ComparedSlots, Source, Int64)
    /// Equality with a symbol, by its place among the symbols.
    case equalsSymbol(Source, Int, isNegated: Bool)
    /// Equality with bytes, by their place among the texts.
    case equalsText(Source, Int, isNegated: Bool)
    case compareStrings(Comparison, Source, Source)
    /// Whether a value is in the set of this number.
    case membership(Source, set: Int)
    case choose(condition: Source, then: Source, otherwise: Source)
    /// The same for strings of different homes.
    case chooseText(condition: Source, then: Source, otherwise: Source)
    case size(Source)
    case affix(Affix, Source, Source)
    case concatenate(Source, Source)
    case convert(Source, from: ValueType, to: ValueType)
    /// Whether the pattern of this number matches.
    case matches(Source, pattern: Int)
    case clock(Source, ClockPart, ZoneTable)
    case length(Source, LengthPart)
    /// The first, but an error where one of the others is one.
    case guarded(Source, by: [Source])
    /// A declared function with its arguments and their types.
    case call(FunctionDeclaration, [Source], [ValueType])
}

/// The constants behind an `in`, as the compared column needs them.
struct ConstantSet: Sendable {
    enum Members: Sendable {
        case integers([Int64])
        case doubles([Double])
        /// Strings that are compared by symbol.
        case symbols([String])
        /// Strings that are compared by bytes.
        case texts([String])
    }

    var members: Members
    var containsNull: Bool
}

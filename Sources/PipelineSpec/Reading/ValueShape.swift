import Expressions

/// What may be written under a key, for the JSON Schema and the reference; reading a file checks more than this says.
indirect enum ValueShape: Sendable {
    /// Anything.
    case any
    /// The name of something that is declared elsewhere, or of a field.
    case name
    /// The name that something gets here.
    case newName(NameRule)
    /// Free text.
    case text
    /// `true` or `false`.
    case flag
    /// `90s`, `15m`, `14d`.
    case duration
    /// `64KiB`, `2MB`.
    case size
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A number.
    case number(ClosedRange<Double>)
    /// A number above the first and below the second, which may be infinite.
    case between(Double, Double)
    /// One of some words.
    case choice([String])
    /// A CEL expression that yields one of some types.
    case expression([ValueType])
    /// A text with `{{ expressions }}` in it.
    case template
    /// The name of a time zone.
    case zone
    /// The path of a file, relative to the file it is written in.
    case path
    /// A mapping with fixed keys.
    case section([SectionKey])
    /// A mapping with fixed keys, some of which exclude each other.
    case forms([SectionKey], [FormChoice])
    /// A mapping from names to values of one shape.
    case named(ValueShape, by: NameRule = .declared)
    /// A list of values of one shape.
    case list(ValueShape)
    /// Any one of several.
    case either([ValueShape])

    /// One of an enumeration's cases.
    static func word<Value: CaseIterable & RawRepresentable<String>>(of type: Value.Type) -> ValueShape {
        .choice(type.allCases.map(\.rawValue))
    }

    /// One value or a list of such.
    static func oneOrMore(_ shape: ValueShape) -> ValueShape { .either([shape, .list(shape)]) }
}

public import EventModel

/// Text with expressions in it: `{{ seller_id }}: {{ percent(value) }} late`.
///
/// Each piece between `{{` and `}}` is an expression of any scalar type. To write `{{` itself, write `{{ "{{" }}`.
public struct CheckedTemplate: Sendable {
    enum Piece: Sendable {
        case text(String)
        case expression(CheckedExpression)
    }

    /// The template as it was written.
    public let text: String
    /// The names that its expressions read.
    public let variables: Set<String>
    private let pieces: [Piece]

    /// Parses and checks a template.
    ///
    /// - Throws: everything that is wrong with it; ranges are UTF-8 offsets in the template's text.
    public init(_ text: String, scope: Scope) throws(ExpressionProblems) {
        try CheckedExpression.checkLength(text)
        var reader = TemplateReader(text, scope: scope)
        reader.run()
        try reader.problems.throwIfAny()
        self.text = text
        pieces = reader.pieces
        variables = reader.variables
    }

    /// Binds names to columns.
    ///
    /// - Precondition: each of ``variables`` is a column of the layout and has the type it was checked against.
    public func compiled(for layout: RowLayout) -> CompiledTemplate {
        CompiledTemplate(
            pieces: pieces.map {
                switch $0 {
                case .text(let text): .text(text)
                case .expression(let expression): .expression(expression.compiled(for: layout))
                }
            })
    }
}

/// A template bound to a layout.
public struct CompiledTemplate: Sendable {
    enum Piece: Sendable {
        case text(String)
        case expression(CompiledExpression)
    }

    let pieces: [Piece]
}

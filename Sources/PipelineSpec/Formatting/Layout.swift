/// A YAML file as it is laid out: what the parser's tree leaves out, comments and blank lines, is kept, and scalars are
/// as written.
struct Layout {
    /// What stands above the document's sign, if there is one.
    var preamble: [Trivium] = []
    var hasDocumentSign = false
    var root: LayoutValue = .nothing
}

/// What means nothing to the parser.
enum Trivium: Equatable {
    case blank
    /// With its sign, and the column it began at.
    case comment(String, column: Int)
}

/// A value as it is laid out.
indirect enum LayoutValue {
    case nothing
    /// The lines of a plain or quoted scalar without their margins.
    case scalar([String])
    /// A literal or folded scalar: its sign, and its lines without what they are all indented by.
    case block(header: String, lines: [String])
    case flow(FlowValue)
    /// Between the entries and behind them: comments that are as far to the right as the entries.
    case mapping([LayoutEntry], footer: [Trivium])
    case list([LayoutEntry], footer: [Trivium])
}

/// A key or an item with what belongs to it.
struct LayoutEntry {
    /// Above it.
    var leading: [Trivium] = []
    /// As written; `nil` for an item of a list.
    var key: String?
    /// Anchor and tag.
    var properties = ""
    var value: LayoutValue = .nothing
    /// Behind it in the same line.
    var comment: String?
    /// Where the value began in its line.
    var valueColumn = 0
}

/// A value between braces or brackets.
indirect enum FlowValue {
    case scalar(String)
    case mapping([FlowEntry], footer: [String])
    case list([FlowEntry], footer: [String])
}

/// An entry or item between braces or brackets.
struct FlowEntry {
    /// Comments above it.
    var leading: [String] = []
    var key: String?
    var properties = ""
    /// `nil` for a key alone.
    var value: FlowValue?
    var comment: String?
    /// Where it began in its line.
    var column = 0
}

extension FlowValue {
    /// Longer lines are broken anyway, so that they need not be written to the end.
    private static let byteLimit = 4 * LayoutWriter.lineLimit

    /// In one line; `nil` when comments need lines of their own, or when it would be far too long.
    var line: String? {
        var text = ""
        return write(into: &text) ? text : nil
    }

    /// False when it cannot stand in one line.
    fileprivate func write(into text: inout String) -> Bool {
        switch self {
        case .scalar(let scalar): text += scalar
        case .mapping(let entries, let footer) where entries.isEmpty && footer.isEmpty: text += "{}"
        case .list(let items, let footer) where items.isEmpty && footer.isEmpty: text += "[]"
        case .mapping(let entries, let footer):
            guard Self.write(entries, footer, "{ ", " }", into: &text) else { return false }
        case .list(let items, let footer):
            guard Self.write(items, footer, "[", "]", into: &text) else { return false }
        }
        return text.utf8.count <= Self.byteLimit
    }

    private static func write(
        _ entries: [FlowEntry], _ footer: [String], _ open: String, _ close: String, into text: inout String
    ) -> Bool {
        guard footer.isEmpty else { return false }
        text += open
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += ", " }
            guard entry.write(into: &text), text.utf8.count <= byteLimit else { return false }
        }
        text += close
        return true
    }

    /// The same as entries with lines of their own.
    var expanded: LayoutValue {
        switch self {
        case .scalar(let text): .scalar([text])
        case .mapping(let entries, let footer):
            .mapping(entries.map(\.expanded), footer: footer.map(Trivium.own))
        case .list(let items, let footer): .list(items.map(\.expanded), footer: footer.map(Trivium.own))
        }
    }
}

extension FlowEntry {
    /// As it stands in a line; `nil` when it cannot.
    var cell: String? {
        var text = ""
        return write(into: &text) ? text : nil
    }

    fileprivate func write(into text: inout String) -> Bool {
        guard leading.isEmpty, comment == nil else { return false }
        if let key { text += key + (value == nil && properties.isEmpty ? "" : ":") }
        if !properties.isEmpty { text += (key == nil ? "" : " ") + properties }
        guard let value else { return true }
        if key != nil || !properties.isEmpty { text += " " }
        return value.write(into: &text)
    }

    fileprivate var expanded: LayoutEntry {
        let inner: LayoutValue =
            switch value {
            case .none: .nothing
            case .scalar(let text): .scalar([text])
            case .some(let value): .flow(value)
            }
        return LayoutEntry(
            leading: leading.map(Trivium.own), key: key, properties: properties, value: inner,
            comment: comment)
    }
}

extension Trivium {
    fileprivate static func own(_ text: String) -> Trivium { .comment(text, column: 0) }
}

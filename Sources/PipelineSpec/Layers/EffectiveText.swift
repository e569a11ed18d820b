/// Writes a tree as YAML: what a pipeline is after includes, variables and overlays, without comments.
///
/// Reading the text again, on its own, gives the same tree.
struct EffectiveText {
    private static let lineLimit = 100
    private(set) var text = ""

    init(_ root: YAMLNode) { write(root, indent: 0) }

    private mutating func write(_ node: YAMLNode, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                text += margin + Self.words(entry.key.name, style: .plain, isKey: true) + ":"
                writeValue(entry.value, indent: indent + 2)
            }
        case .list(let items):
            for item in items {
                text += margin + "-"
                writeValue(item, indent: indent + 2)
            }
        case .scalar, .unreadable: text += margin + Self.inline(node) + "\n"
        }
    }

    /// Behind a key or a dash.
    private mutating func writeValue(_ node: YAMLNode, indent: Int) {
        let isShort = Self.isFlat(node) && Self.inline(node).count <= Self.lineLimit
        if isShort || node.isEmptyOrScalar {
            text += " " + Self.inline(node) + "\n"
        } else {
            text += "\n"
            write(node, indent: indent)
        }
    }

    private static func isFlat(_ node: YAMLNode) -> Bool {
        guard case .list(let items) = node.content else { return node.isEmptyOrScalar }
        return items.allSatisfy(\.isEmptyOrScalar)
    }

    private static func inline(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let scalar): words(scalar.text, style: scalar.style, isKey: false)
        case .list(let items): "[" + items.map(inline).joined(separator: ", ") + "]"
        case .mapping, .unreadable: "{}"
        }
    }

    /// A scalar, in quotes where it would mean something else without.
    private static func words(_ text: String, style: YAMLScalar.Style, isKey: Bool) -> String {
        let scalar = YAMLScalar(text: text, style: .plain)
        if style == .plain, scalar.isNothing, !isKey { return "~" }
        let escaped = text.replacing("${", with: "$${")
        if isPlain(text), !scalar.isNothing { return escaped }
        if !text.contains("'"), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) {
            return "'" + escaped + "'"
        }
        return "\"" + escaped.unicodeScalars.map(escape).joined() + "\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isAlphabetic || first.properties.numericType != nil || first == "_"
                || first == "/" || first == ".",
            !last.isBlank, last != ":"
        else { return false }
        // Text that would need quotes between braces gets them everywhere.
        return !text.contains(": ") && !text.contains(" #")
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value < 0x7F && !"[]{},".unicodeScalars.contains($0)
            }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.isLineBreak:
            "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
}

extension YAMLNode {
    fileprivate var isEmptyOrScalar: Bool {
        switch content {
        case .scalar, .unreadable: true
        case .list(let items): items.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }
}

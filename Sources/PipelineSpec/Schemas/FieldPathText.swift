import EventModel

/// Reads where a field stands in the JSON: `payload.order.id`, or a list of keys and places.
enum FieldPathText {
    /// `nil` when nothing is written or it is wrong.
    static func read(in field: Section) -> FieldPath? {
        guard let entry = field.entry("from") else { return nil }
        if case .list(let items) = entry.value.content { return path(of: items, under: entry, in: field) }
        guard let (text, node) = field.scalar("from"), case .scalar(let scalar) = node.content else {
            return nil
        }
        do throws(FieldPath.Problem) { return try FieldPath(parsing: text) } catch {
            field.log.report(error.message, at: error.range, of: scalar, node, expected: error.expected)
            return nil
        }
    }

    /// Each item is one key, whatever characters it has, or a bare number for a place of a list.
    private static func path(of items: [YAMLNode], under entry: YAMLEntry, in field: Section) -> FieldPath? {
        let log = field.log
        guard (1...FieldPath.longest).contains(items.count) else {
            log.report(
                "'from' has \(items.count) steps", at: entry.value,
                expected: "1 to \(FieldPath.longest) steps")
            return nil
        }
        let steps = items.enumerated().compactMap { place, item -> FieldPath.Step? in
            guard let text = log.scalar(item, title: "an item of 'from'", expected: "a key or a place"),
                case .scalar(let scalar) = item.content
            else { return nil }
            guard scalar.style == .plain, let number = Int(text) else { return .key(text) }
            if place > 0, (0...FieldPath.lastItem).contains(number) { return .item(number) }
            log.report(
                "\(number) is no place of a list here", at: item,
                expected: place == 0
                    ? "a key first; in quotes when it is a number" : "0 to \(FieldPath.lastItem)")
            return nil
        }
        return steps.count == items.count ? FieldPath(steps) : nil
    }
}

extension ProblemLog {
    /// Notes what is wrong in a part of a scalar, by the bytes of what it says.
    func report(
        _ message: String, at bytes: Range<Int>, of scalar: YAMLScalar, _ node: YAMLNode, expected: String
    ) {
        let alignment = ScalarAlignment(of: scalar, at: node.start, in: source)
        report(message, at: alignment.range(of: bytes), expected: expected)
    }
}

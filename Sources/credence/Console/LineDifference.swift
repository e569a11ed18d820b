/// How two texts differ, line by line, as `diff -u` shows it.
struct LineDifference {
    /// Lines around a change that are shown with it.
    private static let context = 3
    private static let comparisonLimit = 25_000_000

    fileprivate enum Line { case same(String), removed(String), added(String) }

    private let name: String
    private let lines: [Line]

    init(from old: String, to new: String, name: String) {
        self.name = name
        let (old, new) = (Self.lines(of: old), Self.lines(of: new))
        let (removed, added) = Self.changes(from: old, to: new)
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(.removed(old[left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                lines.append(.added(new[right]))
                right += 1
            } else {
                lines.append(.same(old[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        self.lines = lines
    }

    /// Without a line end behind the last line; empty when nothing differs.
    var text: String {
        var parts: [String] = []
        var (left, right) = (1, 1)
        var index = 0
        while index < lines.count {
            guard let end = hunkEnd(from: index) else {
                (left, right) = lines[index].behind(left, right)
                index += 1
                continue
            }
            let hunk = lines[index..<end]
            let (nextLeft, nextRight) = hunk.reduce((left, right)) { $1.behind($0.0, $0.1) }
            parts.append("@@ -\(left),\(nextLeft - left) +\(right),\(nextRight - right) @@")
            parts += hunk.map(\.words)
            (left, right, index) = (nextLeft, nextRight, end)
        }
        return parts.isEmpty
            ? "" : (["--- \(name)", "+++ \(name), canonical"] + parts).joined(separator: "\n")
    }

    /// Where the part ends that begins with a line, if a change is near enough for it to be shown.
    private func hunkEnd(from start: Int) -> Int? {
        func isNear(_ index: Int) -> Bool {
            let (first, last) = (max(0, index - Self.context), min(lines.count - 1, index + Self.context))
            return lines[first...last].contains(where: \.isChange)
        }
        guard isNear(start) else { return nil }
        return lines.indices[start...].first { !isNear($0) } ?? lines.count
    }

    /// The numbers of the lines that are only in the old or the new text.
    private static func changes(from old: [String], to new: [String]) -> (Set<Int>, Set<Int>) {
        // The time grows with the product, so that of long files all is shown.
        guard old.count * new.count <= comparisonLimit else { return (Set(old.indices), Set(new.indices)) }
        var (removed, added) = (Set<Int>(), Set<Int>())
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        return (removed, added)
    }

    private static func lines(of text: String) -> [String] {
        // By bytes: of CR and LF together a String makes one character.
        var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        if lines.last?.isEmpty == true {
            lines.removeLast()
        } else {
            lines[lines.count - 1] += " (no line end)"
        }
        return lines
    }
}

extension LineDifference.Line {
    fileprivate var isChange: Bool { if case .same = self { false } else { true } }

    fileprivate var words: String {
        switch self {
        case .same(let text): " " + text
        case .removed(let text): "-" + text
        case .added(let text): "+" + text
        }
    }

    /// The numbers of the lines behind this one in both texts.
    fileprivate func behind(_ left: Int, _ right: Int) -> (Int, Int) {
        switch self {
        case .same: (left + 1, right + 1)
        case .removed: (left + 1, right)
        case .added: (left, right + 1)
        }
    }
}

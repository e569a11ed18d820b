import Testing

/// One change to the fixture that must be noticed. A `§` in the new text is where the problem must be reported; it
/// is not part of the file.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    var name: String
    var path: String
    var changes: [(old: String, new: String)]
    var message: String
    var hint: String
    /// How many problems there are in all.
    var count: Int

    init(
        _ name: String, in path: String = Fixture.path, _ changes: KeyValuePairs<String, String>,
        says message: String, hint: String = "", count: Int = 1
    ) {
        self.name = name
        self.path = path
        self.changes = changes.map { ($0, $1) }
        self.message = message
        self.hint = hint
        self.count = count
    }

    var testDescription: String { name }

    /// All files with the change, and the place of the mark.
    func broken() throws -> (files: [String: String], line: Int, column: Int) {
        var text = try #require(Fixture.files[path])
        for (old, new) in changes {
            let parts = text.split(separator: old, omittingEmptySubsequences: false)
            try #require(parts.count == 2, "'\(old)' must occur once")
            text = parts.joined(separator: new)
        }
        let halves = text.split(separator: "§", omittingEmptySubsequences: false)
        try #require(halves.count == 2, "one mark is needed")
        let lines = halves[0].split(omittingEmptySubsequences: false) { $0.isNewline }
        let files = Fixture.files.merging([path: halves.joined()]) { $1 }
        return (files, lines.count, (lines.last?.count ?? 0) + 1)
    }
}

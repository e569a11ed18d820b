/// Functions that may be called in the same places, for the documentation.
public struct FunctionSection: Sendable {
    /// Where they may be called: `Functions of alerts`.
    public var title: String
    /// What there is to know besides, in one sentence; may be empty.
    public var note: String
    /// The functions in the order in which they are listed.
    public var functions: [FunctionDeclaration]

    /// A section from its parts.
    public init(title: String, note: String = "", functions: [FunctionDeclaration]) {
        self.title = title
        self.note = note
        self.functions = functions
    }

    /// The section in Markdown, as the documentation has it: a heading, the note, and a table with a row per function.
    public var markdown: String {
        let rows = functions.map { function in
            "| `\(function.signature)` | \(function.summary) | \(function.example.map(Self.words) ?? "") |"
        }
        let head = ["## \(title)", ""] + (note.isEmpty ? [] : [note, ""])
        return (head + ["| function | what it does | example |", "| --- | --- | --- |"] + rows)
            .joined(separator: "\n")
    }

    /// The section for a terminal.
    public var text: String {
        let lines = functions.map { function in
            let example = function.example.map { "\n      \($0.call) is \($0.result)" } ?? ""
            return "  \(function.signature)\n      \(function.summary)\(example)"
        }
        return ([title] + (note.isEmpty ? [] : ["  " + note]) + lines).joined(separator: "\n")
    }

    private static func words(_ example: FunctionDeclaration.Example) -> String {
        "`\(example.call)` is `\(example.result)`"
    }
}

extension FunctionTable {
    /// CEL's own functions for the documentation.
    public static var section: FunctionSection {
        FunctionSection(
            title: "Functions", note: "They may be called in every expression.", functions: entries)
    }
}

/// What the reference says of one key of a file beside its tables, and examples of it.
struct ReferenceGroup {
    /// YAML as it stands under the key.
    struct Example {
        var words: String
        var text: String
    }

    /// A key of the file; empty for keys that have no mapping of their own.
    var key: String
    var introduction: String
    var examples: [Example]

    /// What is known of a file's keys. The examples of one file make one file.
    static func all(of file: LanguageFile) -> [ReferenceGroup] {
        switch file {
        case .pipeline: [head, time, sources, promises, visits, metrics, scores, alerts]
        case .events: [schema]
        }
    }

    /// The examples as they stand in a file.
    func text(of examples: [Example]) -> String {
        let body = examples.map(\.text).joined(separator: "\n")
        guard !key.isEmpty else { return body + "\n" }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        return ([key + ":"] + lines.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n") + "\n"
    }
}

extension LanguageFile {
    /// A file that is made of all examples of the reference.
    package var example: String {
        ReferenceGroup.all(of: self).map { $0.text(of: $0.examples) }.joined(separator: "\n")
    }
}

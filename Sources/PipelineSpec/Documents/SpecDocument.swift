/// A YAML file that is no pipeline, such as one of test cases: read with the same reader, so that whatever is wrong with
/// it is told in the same way.
package struct SpecDocument {
    /// What the file holds; `nil` when it is not YAML.
    package let root: SpecValue?
    private let log: ProblemLog

    /// Reads a file's text.
    package init(file: String, text: String) {
        let source = SourceText(file: file, text: text)
        let log = ProblemLog(source)
        self.log = log
        root = YAMLDocument.read(source, log: log).map { SpecValue(node: $0, log: log) }
    }

    /// All that is wrong with the file so far, in the order of its text.
    package var problems: [SpecProblem] { log.problems }
}

extension SpecProblems {
    /// A file that cannot be read at all.
    package static func unreadable(_ path: String, _ reason: any Error) -> SpecProblems {
        SpecProblems(problems: [.unreadable(path, reason)])
    }
}

/// Paths inside files.
package enum SpecPath {
    /// A path that is written in a file, as seen from where the program runs.
    package static func resolve(_ path: String, from file: String) -> String {
        FilePath.resolve(path, in: FilePath.folder(of: file))
    }
}

import ArgumentParser
import Foundation
import PipelineSpec

struct Format: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Lay out pipelines and the files that belong to them in the one canonical way.",
        discussion: """
            Rewrites files whose layout is another; comments are kept, and what a file means never changes. Of a folder all \
            *.yaml files are taken, also in folders below. With - the text comes from standard input and goes to standard \
            output. A file with problems is left as it is. Exit code 0 when all is well, 1 when --check found something to \
            do, 2 when a file has problems.

            EXAMPLES
              credence fmt Pipelines
              credence fmt Pipelines --check --diff
              credence fmt - < Pipelines/seller-trust.yaml
            """)

    @Argument(help: "Files, or folders of them, or - for standard input.")
    var paths: [String]

    @Flag(
        name: .long,
        help: "Change nothing: list the files whose layout is another, and end with 1 if there is one.")
    var check = false

    @Flag(name: .long, help: "Change nothing: show the differences.")
    var diff = false

    func validate() throws {
        guard !paths.contains("-") || paths.count == 1 else { throw ValidationError("- stands alone") }
    }

    func run() async throws {
        try await reportingFailures {
            if paths == ["-"] { return try formatInput() }
            var problems: [SpecProblem] = []
            var changed = 0
            for path in try YAMLFiles.found(at: paths) {
                do {
                    if try format(path) { changed += 1 }
                } catch let error as SpecProblems { problems += error.problems }
            }
            if !problems.isEmpty { throw SpecProblems(problems: problems) }
            if check, changed > 0 { throw ExitCode(1) }
        }
    }

    /// Whether the layout of a file was another.
    private func format(_ path: String) throws -> Bool {
        let text = try YAMLFiles.text(at: path)
        let canonical = try CanonicalYAML.text(of: text, file: path)
        guard canonical != text else { return false }
        if diff { Console.out(LineDifference(from: text, to: canonical, name: path).text) }
        if check, !diff { Console.out(path) }
        if !check, !diff {
            try YAMLFiles.write(canonical, to: path)
            Console.note("\(path) is laid out anew")
        }
        return true
    }

    private func formatInput() throws {
        let bytes = try FileHandle.standardInput.read(upToCount: 2 << 20) ?? Data()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                domain: .input, message: "standard input is not UTF-8", hint: "save it as UTF-8")
        }
        let canonical = try CanonicalYAML.text(of: text, file: "-")
        if diff {
            if canonical != text {
                Console.out(LineDifference(from: text, to: canonical, name: "-").text)
            }
        } else if !check {
            Console.out(String(canonical.dropLast()))
        }
        if check, canonical != text { throw ExitCode(1) }
    }
}

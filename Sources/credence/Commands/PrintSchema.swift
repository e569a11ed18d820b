import ArgumentParser
import Foundation
import PipelineSpec

struct PrintSchema: AsyncParsableCommand {
    /// What the language can be told as.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json, markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the language of pipelines for editors, or as a reference.",
        discussion: """
            A JSON Schema lets an editor complete and check pipelines and event schemas while one types. With --format markdown \
            the reference of the whole language is printed.

            EXAMPLES
              credence schema --output .credence/pipeline.json
              credence schema events --output .credence/events.json
              credence schema --format markdown --output docs/language.md
            """)

    @Argument(help: "The kind of file: \(kinds).", transform: kind)
    var file = LanguageFile.pipeline

    @Option(name: .long, help: "json or markdown.")
    var format = Format.json

    @Option(name: .long, help: "A file to write to, instead of standard output.")
    var output: String?

    func run() async throws {
        try await reportingFailures {
            let text = format == .json ? file.editorSchema : LanguageReference.markdown
            guard let output else { return Console.out(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))) }
            let folder = URL(filePath: output).deletingLastPathComponent()
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(filePath: output))
            } catch {
                throw CommandFailure(
                    domain: .input, message: "\(output): cannot be written: \(error.localizedDescription)",
                    hint: "give a path in a folder that you may write to")
            }
        }
    }

    private static var kinds: String {
        LanguageFile.allCases.map(\.rawValue).joined(separator: " or ")
    }

    private static func kind(_ word: String) throws -> LanguageFile {
        guard let file = LanguageFile(rawValue: word) else {
            throw ValidationError("'\(word)' is no kind of file: give \(kinds)")
        }
        return file
    }
}

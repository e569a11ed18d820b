import Foundation
import Testing

/// Commands that the documentation shows are there, with the flags that it shows.
@Suite(.serialized) struct DocumentedCommandTests {
    @Test func `every command line in the documentation can be typed`() async throws {
        let lines = try Self.lines()
        #expect(!lines.isEmpty)
        try await Scene.play { scene in
            var helps: [String: String] = [:]
            for (place, words) in lines {
                guard let command = words.first else { continue }
                if helps[command] == nil {
                    let (code, program) = try await scene.run("help", command)
                    #expect(code == 0 && program.output.contains("USAGE: credence \(command)"), "\(place)")
                    helps[command] = program.output
                }
                let known = Self.flags(in: helps[command] ?? "")
                for flag in words.dropFirst().filter({ $0.hasPrefix("-") && $0.count > 1 }) {
                    let name = flag.split(separator: "=").first.map { String($0) } ?? flag
                    #expect(known.contains(name), "\(place): \(command) has no \(name)")
                }
            }
        }
    }

    /// The words behind `credence` of each line in a fence of `sh`, with its place.
    private static func lines() throws -> [(place: String, words: [String])] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let docs = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path)
        let pages =
            ["README.md", "CONTRIBUTING.md"] + docs.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        var found: [(place: String, words: [String])] = []
        for page in pages.sorted() {
            let text = try String(contentsOf: root.appending(path: page), encoding: .utf8)
            var isShell = false
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line.hasPrefix("```") {
                    isShell = line == "```sh"
                } else if isShell {
                    for command in commands(of: line) { found.append(("\(page):\(number + 1)", command)) }
                }
            }
        }
        return found
    }

    /// The commands of a line: behind pipes, too, and without what a comment says.
    private static func commands(of line: Substring) -> [[String]] {
        let code = line.split(separator: " #", omittingEmptySubsequences: false).first ?? ""
        return code.replacing("&&", with: "|").split(separator: "|").compactMap { part in
            let words = part.split(separator: " ").map { String($0) }
            guard let first = words.first, first == "credence" || first.hasSuffix("/credence") else {
                return nil
            }
            return Array(words.dropFirst())
        }
    }

    private static func flags(in help: String) -> Set<String> {
        let separators = CharacterSet(charactersIn: " ,[]<>|()\n'")
        return Set(help.components(separatedBy: separators).filter { $0.hasPrefix("-") })
    }
}

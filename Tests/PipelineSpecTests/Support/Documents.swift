import Foundation
import PipelineSpec

/// The pages of the documentation and the blocks of code in them.
enum Documents {
    /// A block of code between fences.
    struct Block: Sendable, CustomStringConvertible {
        var page: String
        /// The line behind the opening fence, counted from 1.
        var line: Int
        var language: String
        var text: String

        var description: String { "\(page):\(line)" }

        /// The key that the first line with anything but a comment begins with.
        var firstKey: String? {
            let line = text.split(separator: "\n").first { !$0.hasPrefix("#") }
            return line.flatMap { line in line.firstIndex(of: ":").map { String(line[..<$0]) } }
        }
    }

    /// The folder of the project.
    static let root = String(Shipped.folder.dropLast("/Pipelines".count))

    /// `README.md` and all of `docs`.
    static func pages() throws -> [String] {
        let docs = try FileManager.default.contentsOfDirectory(atPath: root + "/docs")
        return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    }

    /// The text of a page by its path in the project.
    static func text(_ page: String) throws -> String {
        try String(contentsOfFile: root + "/" + page, encoding: .utf8)
    }

    /// All blocks of one language.
    static func blocks(_ language: String) throws -> [Block] {
        try pages().flatMap { try blocks(in: $0) }.filter { $0.language == language }
    }

    private static func blocks(in page: String) throws -> [Block] {
        var blocks: [Block] = []
        var open: Block?
        for (number, line) in try text(page).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(page: page, line: number + 2, language: String(line.dropFirst(3)), text: "")
                }
            } else {
                open?.text += line + "\n"
            }
        }
        return blocks
    }
}

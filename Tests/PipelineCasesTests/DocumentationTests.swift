import Foundation
import PipelineCases
import PipelineSpec
import Testing

/// The examples of docs/testing.md.
@Suite struct DocumentationTests {
    static let examples: [String] = {
        let text = try? String(contentsOfFile: CaseBench.repository + "/docs/testing.md", encoding: .utf8)
        return (text ?? "").components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }.filter { $0.hasPrefix("pipelines:") }
    }()

    @Test func `there are examples`() { #expect(Self.examples.count >= 5) }

    @Test(arguments: examples) func `an example passes`(text: String) throws {
        let file: TestFile
        do { file = try CaseBench.load(text) } catch {
            Issue.record("\(error.rendered(colour: false))")
            return
        }
        #expect(!file.cases.isEmpty)
        for result in file.cases.map({ $0.run() }) {
            let hasPassed = result.hasPassed
            #expect(hasPassed, "\(result.rendered(colour: false))")
        }
    }
}

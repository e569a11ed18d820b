import EventModel
import PipelineSpec
import Testing

@Suite struct CanonicalShippedTests {
    static let names = [
        "seller-trust.yaml", "events/order.yaml", "events/shipment.yaml", "events/review.yaml",
        "events/click.yaml",
    ]

    private func text(_ name: String) throws -> String {
        try SpecFiles.disk.read(Shipped.folder + "/" + name)
    }

    @Test(arguments: names)
    func `the shipped files are canonical`(name: String) throws {
        let text = try text(name)
        #expect(try CanonicalYAML.text(of: text, file: name) == text)
    }

    @Test func `the fixtures keep their meaning`() throws {
        let text = try CanonicalYAML.text(of: Fixture.pipeline, file: "a.yaml")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        #expect(try pipeline.effectiveText == Fixture.load().effectiveText)
    }

    /// Other margins, more blank lines, blanks behind lines and other line ends: the layout comes out the same.
    @Test(arguments: UInt64(0)..<100)
    func `however a shipped file is indented, it comes out the same`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let name = Self.names[Int(seed) % Self.names.count]
        let original = try text(name)
        let step = Int.random(in: 1...7, using: &random)
        let ending = Bool.random(using: &random) ? "\n" : "\r\n"
        var changed = ""
        for line in original.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let margin = line.prefix { $0 == " " }.count
            let trail = String(repeating: " ", count: Int.random(in: 0...2, using: &random))
            changed +=
                String(repeating: " ", count: margin / 2 * step) + line.dropFirst(margin) + trail + ending
            let more = line.isEmpty ? Int.random(in: 0...3, using: &random) : 0
            changed += String(repeating: trail + ending, count: more)
        }
        #expect(try CanonicalYAML.text(of: changed, file: name) == original, "seed \(seed)")
    }

    /// A comment above or behind any line is still there, and the layout is stable.
    @Test(arguments: UInt64(0)..<100)
    func `comments anywhere are kept`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let name = Self.names[Int(seed) % Self.names.count]
        var lines = try text(name).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for number in 0..<Int.random(in: 1...10, using: &random) {
            let place = Int.random(in: 0..<(lines.count - 1), using: &random)
            let margin = lines[place].prefix { $0 == " " }
            if Bool.random(using: &random) {
                lines.insert(margin + "# new \(number)", at: place)
            } else {
                lines[place] += " # new \(number)"
            }
        }
        let canonical = try CanonicalYAML.text(of: lines.joined(separator: "\n"), file: name)
        #expect(try CanonicalYAML.text(of: canonical, file: name) == canonical, "seed \(seed)")
        let words = canonical.split(separator: "\n").count { $0.contains("# new") }
        #expect(words > 0, "seed \(seed)")
    }

    /// Whatever bytes change: there is an answer, and never a report of a bug.
    @Test(arguments: UInt64(0)..<300)
    func `no change of a shipped file is laid out wrongly`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var bytes = Array(try text(Self.names[Int(seed) % Self.names.count]).utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let signs = Array("[]{}:,#&*!|>'\"%@`-?\n\t ".utf8)
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = signs[Int.random(in: 0..<signs.count, using: &random)]
        }
        do throws(SpecProblems) {
            _ = try CanonicalYAML.text(of: String(decoding: bytes, as: UTF8.self), file: "a.yaml")
        } catch {
            #expect(!error.problems.contains { $0.message.contains("would change it") }, "seed \(seed)")
        }
    }
}

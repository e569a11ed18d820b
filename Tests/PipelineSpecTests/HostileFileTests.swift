import EventModel
import PipelineSpec
import Testing

@Suite struct HostileFileTests {
    private func only(_ pipeline: String) throws -> SpecProblem {
        let problems = Fixture.problems(pipeline: pipeline)
        #expect(problems.count == 1, "\(problems.map(\.message))")
        return try #require(problems.first)
    }

    private func bomb(levels: Int, keys: Bool) -> String {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...levels {
            let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        return text + (keys ? "? *a\(levels)\n: x\n? [*a\(levels)]\n: y\n" : "")
    }

    @Test(arguments: [true, false])
    func `aliases of aliases do not grow without bounds`(keys: Bool) throws {
        #expect(try only(bomb(levels: 30, keys: keys)).message.contains("more than 100000 values"))
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: "])
    func `deep nesting is a problem`(opening: String) throws {
        for depth in [65, 500, 999, 5_000, 200_000] {
            let text = "a:\n  " + String(repeating: opening, count: depth) + "x"
            let message = try only(text).message
            #expect(message.hasPrefix("too deep") || message.hasPrefix("not YAML"), "depth \(depth)")
        }
    }

    @Test func `closed nesting is allowed up to a depth of 64`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try only("a: " + nested(64)).message.hasPrefix("too deep"))
        #expect(Fixture.problems(pipeline: Fixture.pipeline + "x-deep: " + nested(63)).isEmpty)
    }

    @Test func `aliases cannot nest deeper than what is written`() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(try only(text).message.hasPrefix("too deep"))
    }

    @Test func `a file above 1 MiB is a problem`() throws {
        let text = Fixture.pipeline + "# " + String(repeating: "x", count: 1 << 20)
        #expect(try only(text).expected == "at most 1 MiB")
    }

    @Test(arguments: [
        "a: 1\n", "- a\n", "a\n", "\"", "'", "[a,", "{a: b},", "*a ", "&a ", "!a ", "a: |\n", ": ", "? ",
        "\\", "- - ", "<<: ",
        "x: [1, 2, 3]\n", "%", "#", "é", "a: *b\n", "\t", "---\n", "\r", "key: \"\\x41\"\n",
    ])
    func `a megabyte of anything is answered`(piece: String) {
        let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
        let problems = Fixture.problems(pipeline: text)
        #expect(!problems.isEmpty)
        #expect(SpecProblems(problems: problems).rendered(colour: false).utf8.count < 1 << 20)
    }

    @Test func `a megabyte of different keys and unknown names is answered`() {
        var text = Fixture.pipeline + "  x: y\n"
        for index in 0..<20_000 { text += "  metric\(index): { on: metrc\(index) }\n" }
        let problems = Fixture.problems(pipeline: text)
        #expect(problems.count == SpecProblems.limitPerFile + 1)
        #expect(problems.last?.message.hasSuffix("more problems are not shown") == true)
        #expect(!SpecProblems(problems: problems).rendered(colour: true).isEmpty)
    }

    @Test func `a long name and a long expression are no trouble`() {
        let long = String(repeating: "a", count: 300_000)
        let name = Fixture.problems(pipeline: Fixture.pipeline.replacing("of: delivery", with: "of: \(long)"))
        #expect(name.first?.message.utf8.count ?? 0 < 200)
        let code = Fixture.problems(
            pipeline: Fixture.pipeline.replacing("amount > 0.0", with: "amount > \(long)"))
        #expect(code.first?.message.contains("which is too much") == true)
    }

    /// Deletes, swaps and inserts bytes and misspells keys: whatever comes out, there is an answer whose places are
    /// in the text.
    @Test(arguments: UInt64(0)..<400)
    func `no change of the shipped pipeline crashes`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var pipeline = Array(try SpecFiles.disk.read(Shipped.folder + "/seller-trust.yaml").utf8)
        var order = Array(try SpecFiles.disk.read(Shipped.folder + "/events/order.yaml").utf8)
        let shipment = try SpecFiles.disk.read(Shipped.folder + "/events/shipment.yaml")
        for _ in 0..<Int.random(in: 1...4, using: &random) { pipeline.mutate(using: &random) }
        if seed.isMultiple(of: 3) { order.mutate(using: &random) }
        let files = Fixture.memory([
            "p/a.yaml": String(decoding: pipeline, as: UTF8.self),
            "p/events/order.yaml": String(decoding: order, as: UTF8.self), "p/events/shipment.yaml": shipment,
        ])
        do throws(SpecProblems) {
            _ = try PipelineFile.load("p/a.yaml", alertFunctions: Fixture.functions, read: files.read)
        } catch {
            #expect(!error.problems.isEmpty, "seed \(seed)")
            for problem in error.problems {
                let lines = try files.read(problem.location.file).split(omittingEmptySubsequences: false) {
                    $0.isNewline
                }
                try #require(problem.location.line <= lines.count, "seed \(seed): \(problem)")
                #expect(problem.location.column <= problem.sourceLine.count + 1, "seed \(seed): \(problem)")
                #expect(!problem.rendered(colour: false).isEmpty)
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func mutate(using random: inout SplitMix64) {
        let place = Int.random(in: 0..<(count - 20), using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: remove(at: place)
        case 1: swapAt(place, place + 1)
        case 2: insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 3: removeSubrange(place..<(place + Int.random(in: 1...20, using: &random)))
        case 4:
            let signs = Array("[]{}:,#&*!|>'\"%@`-?\n\t ".utf8)
            self[place] = signs[Int.random(in: 0..<signs.count, using: &random)]
        default:
            // The last letter of a key becomes another.
            guard let colon = self[place...].firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
            self[colon - 1] = UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &random)
        }
    }
}

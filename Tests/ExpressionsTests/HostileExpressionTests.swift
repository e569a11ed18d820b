import EventModel
import Expressions
import Foundation
import Synchronization
import Testing

/// Text that is made to hurt, on a stack as small as that of a thread.
@Suite struct HostileExpressionTests {
    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    /// Everything that can be done with a text.
    private static func tryAll(_ text: String) -> [ExpressionProblem] {
        var found = problems(text)
        if let checked = try? CheckedExpression(text, scope: Table.scope) {
            _ = Table([[:]]).results(checked)
        }
        for isChecked in [true, false] {
            do {
                let expression = try ValueExpression(
                    text, types: isChecked ? Table.variables : [:], isChecked: isChecked)
                _ = (try? expression.evaluate(["note": .string(repeated("ab", 30_000))])).map(
                    TaggedValue.text)
            } catch {
                found += error.problems
            }
        }
        return found
    }

    private static let texts: [String] = {
        let kinds = [
            ("(", "1", ")"), ("[", "1", "]"), ("{1: ", "1", "}"), ("size(", "note", ")"),
            ("note == '' || note != '' && 1 < 2 + 3 * -(", "1", ")"), ("[1][", "0", "]"),
            ("[1].map(x, ", "x", ")"),
            ("[1, 2].all(x, ", "true", ")"), ("{1: 2}.transformMap(k, v, ", "1", ")"),
            ("dyn(1).f(", "1", ")"),
            ("first ? ", "1", " : 2"), ("[[1], [2]].exists(x, [3] == x || ", "first", ")"),
            ("[1, 2].exists_one(x, x > 1 && ", "true", ")"),
        ]
        return kinds.flatMap { open, middle, close in
            [30, 63, 64, 65, 10_000].map { repeated(open, $0) + middle + repeated(close, $0) }
        }
    }()

    @Test func `nesting costs no more stack than half a megabyte`() {
        let isDone = Mutex(0)
        let finished = DispatchSemaphore(value: 0)
        let thread = Thread {
            for text in Self.texts {
                _ = Self.tryAll(text)
                isDone.withLock { $0 += 1 }
            }
            finished.signal()
        }
        thread.stackSize = 512 * 1024
        thread.start()
        finished.wait()
        #expect(isDone.withLock { $0 } == Self.texts.count)
    }

    @Test(arguments: [
        "1+", "first ? 1 : ", "note + ", "[1] + ", "!", "-", "count == 1 || ", "1.0 * ", "'a' in ['a'] && ",
        "a.",
        "[1, 2].map(x, x + 1) == [2, 3] && ", "note.matches('a*') || ", "[count].exists(x, x > 1) || ",
        "[1][0] + ", "{'a': 1}.a + ",
    ])
    func `sixty thousand bytes of a chain are answered`(link: String) {
        let text = Self.repeated(link, 60_000 / link.utf8.count) + "1"
        for problem in Self.tryAll(text) { #expect(!problem.message.isEmpty) }
    }

    @Test(arguments: [
        // Each level multiplies the rounds.
        repeated("[1, 2, 3, 4, 5, 6, 7, 8].all(x, ", 15) + "count > 1" + repeated(")", 15),
        repeated("[1, 2].map(x, ", 15) + "count" + repeated(")", 15),
        "[\(repeated("1, ", 15_000))1].all(x, [\(repeated("2, ", 3_000))2].exists(y, y == count))",
        "[\(repeated("count, ", 9_000))1].exists(x, x == 1)",
        repeated("[1].all(x, ", 17) + "first" + repeated(")", 17),
    ])
    func `macros that unroll to too much are refused`(text: String) {
        let messages = Set(problems(text).map(\.message))
        #expect(
            messages.isSubset(of: [
                "lists and macros come to too many parts", "macros are nested too deep here",
                "lists cannot be kept as a value here",
            ]))
        #expect(!messages.isEmpty || text.hasPrefix("[count"))
    }

    @Test func `macros cannot build values that are nested too deep`() {
        let text = "[1]" + Self.repeated(".map(x, [x])", 4_000)
        for found in [problems(text), Self.tryAll(text)] {
            #expect(found.first?.message == "the value is nested too deep")
        }
        #expect(problems("[1]" + Self.repeated(".map(x, x)", 1_000) + " == [1]").isEmpty)
    }

    @Test(arguments: [
        "(a*)*b", "(a|a)*b", "(a|aa)+$", "a?{30}a{30}", "(x+x+)+y", "([a-z]+)*\\\\d", ".*.*.*.*.*.*b",
    ])
    func `patterns that blow up elsewhere take linear time`(pattern: String) throws {
        let long = Self.repeated("a", 60_000)
        guard problems("note.matches('\(pattern)')").isEmpty else { return }
        let result = try Table.result("note.matches('\(pattern)')", ["note": .string(long)])
        #expect(result == .bool(pattern == "(a|aa)+$"))
    }

    @Test func `a pattern that is too large is refused where it stands`() {
        let found = problems("note.matches('((a{100}){100}){100}')")
        #expect(found.map(\.range) == [13..<35])
    }
}

import EventModel
import Expressions
import Testing

@Suite struct FunctionTests {
    static let scope = Scope(
        variables: Table.variables,
        functions: [
            FunctionDeclaration(name: "twice", parameters: [.double], result: .double) {
                arguments, count, result in
                for row in 0..<count {
                    let value = Double(bitPattern: UInt64(bitPattern: arguments[0].values[row]))
                    result.values[row] = Int64(bitPattern: (value * 2).bitPattern)
                }
            },
            FunctionDeclaration(name: "above", parameters: [.int], implicit: ["rating"], result: .bool) {
                arguments, count, result in
                for row in 0..<count {
                    result.values[row] = arguments[1].values[row] > arguments[0].values[row] ? 1 : 0
                }
            },
            FunctionDeclaration(name: "shout", parameters: [.string], result: .string) {
                arguments, count, result in
                for row in 0..<count {
                    guard let bytes = arguments[0].stringBytes(row: row) else { continue }
                    result.setString(String(decoding: bytes, as: UTF8.self).uppercased(), row: row)
                }
            },
            FunctionDeclaration(name: "lost", parameters: [], implicit: ["missing"], result: .int) {
                _, _, _ in
            },
        ])

    @Test func `a double parameter takes an int literal`() throws {
        #expect(try Table.result("twice(4) == 8.0", scope: Self.scope) == true)
        #expect(problems("twice(count)", scope: Self.scope).map(\.range) == [6..<11])
    }

    @Test func `implicit names are passed and count as read`() throws {
        #expect(try CheckedExpression("above(3)", scope: Self.scope).variables == ["rating"])
        let table = Table([["rating": 5], ["rating": 2], [:]])
        #expect(try table.results("above(3)", scope: Self.scope) == [true, false, .error])
        #expect(try table.results("has(rating) && above(3)", scope: Self.scope) == [true, false, false])
    }

    @Test func `strings go in from any home and come out`() throws {
        let table = Table([["region": "sp", "note": "a"], [:]])
        #expect(try table.results("shout(region) + shout(note)", scope: Self.scope) == ["SPA", .error])
        #expect(try table.results("shout(shout(note) + 'b') == 'AB'", scope: Self.scope) == [true, .error])
    }

    @Test(arguments: [
        ("twice()", 0..<7, "'twice' takes 1 argument, not 0"),
        ("twice('a')", 6..<9, "'twice' cannot take string here"),
        ("above(3, 4)", 0..<11, "'above' takes 1 argument, not 2"),
        ("lost()", 0..<4, "'lost' needs 'missing'"),
        ("shuot(note)", 0..<5, "unknown function 'shuot'"), ("shout > 1", 0..<5, "'shout' is a function"),
    ])
    func `a wrong call is explained`(text: String, range: Range<Int>, message: String) {
        let found = problems(text, scope: Self.scope)
        #expect(found.map(\.range) == [range])
        #expect(found[0].message.hasPrefix(message), "\(found)")
    }
}

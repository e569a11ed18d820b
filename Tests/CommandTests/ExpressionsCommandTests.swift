import Testing

/// `credence expressions`: one expression, or a file of cases.
@Suite(.serialized) struct ExpressionsCommandTests {
    @Test func `an expression's value is printed`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("expressions", "[1, 2, 3].map(x, x * 2)")
            #expect(code == 0)
            #expect(program.lines == [#"{"list":[{"int":"2"},{"int":"4"},{"int":"6"}]}"#])
        }
    }

    @Test func `what is wrong with an expression is shown under it`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("expressions", "1 + siz([])")
            #expect(code == 2)
            #expect(program.errors.contains("expression:1:5: error:"))
            #expect(program.errors.contains("1 + siz([])\n"))
            let empty = try await scene.run("expressions", "")
            #expect(empty.code == 2)
            let failing = try await scene.run("expressions", "1 / 0")
            #expect(failing.code == 1 && failing.program.errors.contains("error (input): "))
        }
    }

    @Test func `a file of cases ends with how many passed, and a failure with an exit code`() async throws {
        try await Scene.play { scene in
            func line(_ name: String, expecting value: Int) -> String {
                #"{"file":"f","section":"s","name":"\#(name)","expr":"1 + 1","#
                    + #""expect":{"value":{"int":"\#(value)"}}}"#
            }
            let path = try Pipelines.write(
                line("sum", expecting: 2) + "\n" + line("wrong", expecting: 3) + "\n", in: scene)
            let (code, program) = try await scene.run("expressions", "--cases", path)
            #expect(code == 1)
            #expect(program.lines.last == "1 passed, 1 failed")
            #expect(program.output.contains("f/s/wrong"))
        }
    }
}

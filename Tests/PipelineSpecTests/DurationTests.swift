import PipelineSpec
import Testing

@Suite struct DurationTests {
    @Test(
        arguments: [
            ("0s", 0), ("1ms", 1), ("1s", 1_000), ("10m", 600_000), ("2h", 7_200_000), ("1d", 86_400_000),
            ("2w", 1_209_600_000), ("1d12h", 129_600_000), ("1h30m15s250ms", 5_415_250), ("90m", 5_400_000),
            ("36525d", 3_155_760_000_000),
        ] as [(String, Int64)])
    func `a duration is a sum of numbers with units`(text: String, milliseconds: Int64) throws {
        #expect(try idleAfter(text) == milliseconds)
    }

    @Test(arguments: [
        ("10", "has no unit"), ("1d12", "has no unit"), ("-5m", "cannot be negative"),
        ("5 m", "is no duration"),
        ("m", "is no duration"), ("1y", "unknown unit 'y'"), ("1M", "unknown unit 'M'"),
        ("1.5h", "has a fraction"),
        ("9223372036854775808ms", "longer than 100 years"), ("9223372036854775807w", "longer than 100 years"),
        ("36525d1ms", "longer than 100 years"), ("1h:30m", "is no duration"), ("٣s", "is no duration"),
    ])
    func `what is no duration is reported with an example`(text: String, message: String) throws {
        let problems = Fixture.problems(pipeline: pipeline(idleAfter: text))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.message.contains(message), "\(problem.message)")
        #expect(problem.expected.contains("1d12h"))
        #expect("\(problem.location)" == "pipelines/trust.yaml:9:44")
        #expect(problem.length == text.count)
    }

    private func idleAfter(_ text: String) throws -> Int64 {
        let files = Fixture.files.merging([Fixture.path: pipeline(idleAfter: text)]) { $1 }
        return try Fixture.load(files).time.idleAfterMilliseconds
    }

    private func pipeline(idleAfter text: String) -> String {
        Fixture.pipeline.replacing("idle_after: 1m", with: "idle_after: \(text)")
    }
}

import Expressions
import PipelineSpec
import Testing

@Suite struct DetectorSectionTests {
    private static let condition = """
            class: breach
            when: probability_above(0.10) >= 0.95 && broken >= 3
            clear: probability_above(0.10) < 0.60
            for: 2h

        """

    private func read(_ text: String, on metric: String = "late_rate", window: String = "{ tumbling: 1d }")
        throws
        -> AlertDeclaration
    {
        let pipeline = Fixture.pipeline.replacing(Self.condition, with: "    \(text)\n")
            .replacing("on: late_rate", with: "on: \(metric)").replacing("{ tumbling: 1d }", with: window)
            .replacing("    no_data: resolve\n", with: "")
        return try #require(
            try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 }).alerts.first)
    }

    @Test func `what is not written of a detector has a usual value`() throws {
        let cusum = try read("class: erosion\n    detect: { cusum: { false_alarms_per_day: 0.01 } }")
        #expect(
            cusum.detector
                == .cusum(
                    CUSUMDeclaration(
                        oddsRatio: 2, falseAlarmsPerDay: 0.01, outcomesPerDay: nil,
                        pauseMilliseconds: 86_400_000)))
        #expect(cusum.kind == .erosion && cusum.when == nil && cusum.clear == nil)
        let seasonal = try read(
            "class: data_quality\n    detect: { seasonal: { fall: 0.3 } }", on: "orders_daily")
        #expect(
            seasonal.detector
                == .seasonal(
                    SeasonalDeclaration(
                        fall: 0.3, rise: nil, deviations: 3, weeks: 6, fewestWeeks: 4, least: 30,
                        slotMilliseconds: 86_400_000, zone: "UTC")))
        let ewma = try read("class: integrity\n    detect: { ewma: {} }", on: "orders_daily")
        #expect(
            ewma.detector == .ewma(EWMADeclaration(side: .both, smoothing: 0.2, deviations: 3, training: 30)))
    }

    @Test func `what is written counts`() throws {
        let cusum = try read(
            "class: erosion\n    detect: { cusum: { odds_ratio: 0.5, false_alarms_per_day: 2, outcomes_per_day: 1e5, pause: 2d } }"
        )
        #expect(
            cusum.detector
                == .cusum(
                    CUSUMDeclaration(
                        oddsRatio: 0.5, falseAlarmsPerDay: 2, outcomesPerDay: 100_000,
                        pauseMilliseconds: 172_800_000)))
        let seasonal = try read(
            "class: integrity\n    detect: { seasonal: { rise: 2, deviations: 4, weeks: 3, least: 200, zone: Asia/Tokyo } }",
            on: "orders_daily", window: "{ hopping: 1h, every: 15m }")
        #expect(
            seasonal.detector
                == .seasonal(
                    SeasonalDeclaration(
                        fall: nil, rise: 2, deviations: 4, weeks: 3, fewestWeeks: 3, least: 200,
                        slotMilliseconds: 900_000, zone: "Asia/Tokyo")))
        let local = try read(
            "class: erosion\n    detect: { seasonal: { fall: 0.5 } }", on: "orders_daily",
            window: "{ calendar: day, zone: Europe/Berlin }")
        guard case .seasonal(let own) = local.detector else { return #expect(Bool(false)) }
        #expect(own.zone == "Europe/Berlin" && own.slotMilliseconds == 86_400_000)
        let ewma = try read(
            "class: erosion\n    detect: { ewma: { side: fall, smoothing: 0.1, deviations: 2.7, training: 100 } }"
        )
        #expect(
            ewma.detector
                == .ewma(EWMADeclaration(side: .fall, smoothing: 0.1, deviations: 2.7, training: 100)))
    }

    @Test func `any number can be watched`() throws {
        for text in [
            "sum: items", "mean: amount", "last: items", "quantile: { of: amount, q: 0.9 }",
            "distinct: region",
        ] {
            let pipeline = Fixture.pipeline.replacing(
                Self.condition, with: "    class: erosion\n    detect: { ewma: {} }\n"
            )
            .replacing("on: late_rate", with: "on: orders_daily").replacing(
                "    count: true\n", with: "    \(text)\n"
            )
            .replacing("    no_data: resolve\n", with: "").replacing("percent(value)", with: "baseline")
            #expect(Fixture.problems(pipeline: pipeline).map(\.message) == [], "\(text)")
        }
    }

    @Test(arguments: broken)
    func `a broken detector is reported at its place`(file: BrokenFile) throws { try file.check() }

    static let broken: [BrokenFile] = [
        alert(
            "a misspelt detector", "class: erosion\n    detect: { §cusm: {} }", says: "unknown key 'cusm'",
            hint: "cusum", count: 2),
        alert("no detector", "class: erosion\n    §detect: {}", says: "names no detector", hint: "seasonal"),
        alert(
            "two detectors", "class: erosion\n    detect: { cusum: { false_alarms_per_day: 1 }, §ewma: {} }",
            says: "has 'cusum' and 'ewma'", hint: "one detector"),
        alert(
            "false alarms of nobody's choice", "class: erosion\n    detect: { §cusum: { odds_ratio: 2 } }",
            says: "'false_alarms_per_day' is missing"),
        alert(
            "no change", "class: erosion\n    detect: { cusum: { odds_ratio: §1, false_alarms_per_day: 1 } }",
            says: "'1' is no 'odds_ratio'", hint: "not 1"),
        alert(
            "no allowance", "class: erosion\n    detect: { cusum: { false_alarms_per_day: §0 } }",
            says: "'0' is no 'false_alarms_per_day'"),
        alert(
            "a cusum of a count", on: "orders_daily",
            "class: erosion\n    detect: { §cusum: { false_alarms_per_day: 1 } }",
            says: "cusum needs a share with a prior", hint: "in metric 'orders_daily'"),
        alert(
            "a season of nothing", "class: erosion\n    detect: { §seasonal: { weeks: 5 } }",
            says: "looks for nothing",
            hint: "fall"),
        alert(
            "a fall by more than all", "class: erosion\n    detect: { seasonal: { fall: §30 } }",
            says: "'30' is no 'fall'",
            hint: "at most 1"),
        alert(
            "too many weeks", "class: erosion\n    detect: { seasonal: { fall: 0.3, weeks: §60 } }",
            says: "60 is too much for 'weeks'"),
        alert(
            "more weeks known than kept",
            "class: erosion\n    detect: { seasonal: { fall: 0.3, weeks: 3, fewest_weeks: §4 } }",
            says: "of 3 weeks 4 can never be known"),
        alert(
            "an unknown zone", "class: erosion\n    detect: { seasonal: { fall: 0.3, zone: §Berlin } }",
            says: "unknown time zone 'Berlin'"),
        BrokenFile(
            "a season of moving windows",
            [
                condition: "    class: erosion\n    detect: { §seasonal: { fall: 0.3 } }\n",
                "    no_data: resolve\n": "", "on: late_rate": "on: orders_daily",
                "{ tumbling: 1d }": "{ sliding: 1h }",
            ], says: "seasonal needs windows that end at the same times of every day", hint: "tumbling: 1h"),
        BrokenFile(
            "a number of no number",
            [
                condition: "    class: erosion\n    detect: { §ewma: {} }\n", "    no_data: resolve\n": "",
                "on: late_rate": "on: orders_daily", "    count: true\n": "    last: region\n",
                "percent(value)": "value",
            ], says: "ewma needs a number, but metric 'orders_daily' yields string"),
        alert(
            "a side of its own", "class: erosion\n    detect: { ewma: { side: §up } }",
            says: "unknown value 'up' for 'side'",
            hint: "rise, fall or both"),
        alert(
            "too short a training", "class: erosion\n    detect: { ewma: { training: §5 } }",
            says: "'5' is no 'training'", hint: "from 10 on"),
    ]

    private static func alert(
        _ name: String, on metric: String = "late_rate", _ text: String, says: String, hint: String = "",
        count: Int = 1
    ) -> BrokenFile {
        var changes: [(String, String)] = [(condition, "    \(text)\n"), ("    no_data: resolve\n", "")]
        if metric != "late_rate" { changes.append(("on: late_rate", "on: \(metric)")) }
        var file = BrokenFile(name, [:], says: says, hint: hint, count: count)
        file.changes = changes
        return file
    }
}

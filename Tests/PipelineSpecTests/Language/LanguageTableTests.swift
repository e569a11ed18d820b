import PipelineSpec
import Testing

/// The tables that describe the whole language.
@Suite struct LanguageTableTests {
    static let sections = LanguageFile.allCases.flatMap { LanguageSection.all(of: $0) }

    @Test func `the tables reach every part of the language`() {
        let paths = Set(Self.sections.map(\.path))
        #expect(
            paths.isSuperset(of: [
                "", "time", "sources.NAME", "sources.NAME.dedupe", "promises.NAME", "promises.NAME.made",
                "visits.NAME", "visits.NAME.effective", "metrics.NAME", "metrics.NAME.window",
                "metrics.NAME.window.all_time", "metrics.NAME.prior", "metrics.NAME.share",
                "metrics.NAME.decayed_sum", "alerts.NAME", "fields.NAME",
            ]))
    }

    @Test func `every key says what may stand there and what it is for`() {
        for section in Self.sections {
            for key in section.keys {
                let place = "\(section.path).\(key.name)"
                #expect(key.type != "anything", "\(place)")
                #expect(key.summary.hasSuffix(".") && key.summary.count > 10, "\(place)")
                #expect(key.summary.first?.isUppercase == true, "\(place)")
            }
        }
    }

    /// Keys that change nothing when they are not there.
    private static let additions: Set<String> = [
        "alerts.NAME.remember_entities", "alerts.NAME.detect.cusum.outcomes_per_day",
        "metrics.NAME.window.at_most", "scores.NAME.compare", "alerts.NAME.detect.seasonal.fall",
        "alerts.NAME.detect.seasonal.rise", "fields.NAME.minor_units", "metrics.NAME.direction",
        "scores.NAME.direction",
    ]

    @Test func `every key with a value of its own tells what holds without it`() {
        for section in Self.sections {
            for key in section.keys
            where key.isSetting && !key.isRequired && key.alternatives.isEmpty && key.neededBy.isEmpty {
                let path = "\(section.path).\(key.name)"
                #expect(key.defaultText != nil || Self.additions.contains(path), "\(path)")
            }
        }
    }

    /// A pipeline with a mark in each section that has defaults, where a further key can be put in.
    private static let marked = """
        pipeline: probe
        version: 1
        time: { §time }
        sources:
          orders: { topic: orders, schema: events/order.yaml, partitioned_by: order_id §sources.NAME, dedupe: { within: 1d §sources.NAME.dedupe }, limits: { §sources.NAME.limits } }
        promises:
          delivery: { by: order_id, made: { on: orders, due: promised_delivery_at }, kept: { on: orders } §promises.NAME }
        visits:
          shopping: { on: orders, by: order_id, maximum: 12h §visits.NAME, effective: { §visits.NAME.effective }, limits: { §visits.NAME.limits } }
        metrics:
          late: { of: delivery, by: order_id, window: { calendar: day §metrics.NAME.window }, share: { of: outcome == "broken" §metrics.NAME.share } §metrics.NAME }
          ids: { on: orders, by: order_id, window: { tumbling: 1d }, distinct: { of: seller_id §metrics.NAME.distinct } }
          amounts: { on: orders, by: order_id, window: { tumbling: 1d }, quantile: { of: amount, q: 0.5 §metrics.NAME.quantile } }
          regions: { on: orders, by: order_id, window: { tumbling: 1d }, top: { of: region, k: 5 §metrics.NAME.top } }
          late_daily: { of: delivery, by: order_id, window: { tumbling: 1d }, share: { of: outcome == "broken" }, prior: { mean: 0.05, weight: 50 } }
        scores:
          rating: { by: order_id, of: { late: late_daily }, value: late §scores.NAME }
        alerts:
          often: { on: late, class: breach, when: value > 0.5 §alerts.NAME }
          more: { on: late_daily, class: erosion, detect: { cusum: { false_alarms_per_day: 0.1 §alerts.NAME.detect.cusum } } }
          odd: { on: late_daily, class: erosion, detect: { seasonal: { fall: 0.5 §alerts.NAME.detect.seasonal } } }
          moved: { on: late_daily, class: erosion, detect: { ewma: { §alerts.NAME.detect.ewma } } }
          resting: { on: late, class: breach, when: value > 0.5, maintenance: [ { from: 2025-03-01T22:00, to: 2025-03-02T06:00 §alerts.NAME.maintenance } ] }

        """

    @Test func `a default that is written changes nothing`() throws {
        let plain = try Self.load(writing: nil, at: "")
        var checked = 0
        for section in LanguageSection.all(of: .pipeline) {
            for key in section.keys {
                // Defaults in words are no values.
                guard let value = key.defaultText, !value.contains(" ") else { continue }
                // Where nothing is written, the worker decides.
                guard section.path != "sources.NAME.limits" else { continue }
                let mark = "§\(section.path)"
                #expect(
                    Self.marked.contains("\(mark) ") || Self.marked.contains("\(mark),"), "\(mark) is missing"
                )
                let written = try Self.load(writing: "\(key.name): \(value)", at: mark)
                #expect(written == plain, "\(section.path).\(key.name)")
                checked += 1
            }
        }
        #expect(checked > 15)
    }

    /// What a pipeline with one more key means, as text without its own text.
    private static func load(writing entry: String?, at mark: String) throws -> String {
        var text = ""
        for (number, part) in marked.split(separator: "§").enumerated() {
            let name = number == 0 ? "" : part.prefix { $0.isLetter || $0 == "." || $0 == "_" }
            if let entry, mark == "§" + name { text += (text.hasSuffix("{ ") ? "" : ", ") + entry }
            text += part.dropFirst(name.count)
        }
        let order = """
            schema: order
            id: event_id
            time: event_time
            fields: { event_id: string, event_time: time, order_id: string, seller_id: string, region: string?, amount: double?, promised_delivery_at: time? }
            """
        let files = Fixture.memory(["probe.yaml": text, "events/order.yaml": order])
        let pipeline = try PipelineFile.load(
            "probe.yaml", alertFunctions: Fixture.functions, read: files.read)
        // All but what was written.
        return Mirror(reflecting: pipeline).children.filter { $0.label != "text" && $0.label != "origin" }
            .map { "\($0.value)" }.joined(separator: "\n")
    }
}

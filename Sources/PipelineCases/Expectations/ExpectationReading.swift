import EventModel
import PipelineSpec

/// Reads what a case expects.
final class ExpectationReading {
    private static let keys: [SpecSection.Key] = [
        .optional("metrics", "results by metric: a list of { field: value }"),
        .optional("alerts", "transitions by alert: a list of { state: firing, at: 6d }"),
        .optional("other_alerts", "true when alerts may speak that are not listed"),
        .optional("late", "the number of late events by source"),
        .optional("dead_letters", "dead letters by source: a list of codes, or their number"),
        .optional("counts", "what became of the records of a source: { used: 3, duplicate: 1 }"),
    ]
    private static let timeFields: Set<String> = ["at", "started_at", "window_start", "window_end"]
    static let countNames = ["read", "used", "filtered", "duplicate", "late", "dead_letters"]

    private let catalogue: CaseCatalogue
    private let start: Int64
    private var latest: Int64?

    init(catalogue: CaseCatalogue, start: Int64) {
        self.catalogue = catalogue
        self.start = start
    }

    func read(_ entry: SpecEntry) -> Expectations? {
        guard let section = SpecSection(entry.value, title: "'expect'", place: entry.key, keys: Self.keys)
        else { return nil }
        var expected = Expectations(place: entry.key.textPlace)
        expected.metrics = lists(section["metrics"], "metric", catalogue.metrics, isComplete: false)
        expected.alerts = lists(section["alerts"], "alert", catalogue.alerts, isComplete: true)
        expected.allowsOtherAlerts = section.flag("other_alerts", default: false)
        expected.late = bySource(section["late"], "numbers of late events").compactMap { source, entry in
            number(entry.value).map {
                Expectations.Count(
                    label: source.label, name: "late", number: $0, place: entry.key.textPlace)
            }
        }
        expected.deadLetters = bySource(section["dead_letters"], "codes").compactMap { deadLetters($0, $1) }
        expected.counts = bySource(section["counts"], "counts").flatMap { counts($0, $1) }
        expected.latest = latest
        return expected
    }

    private func lists(
        _ entry: SpecEntry?, _ kind: String, _ names: Names<CaseCatalogue.Teller>, isComplete: Bool
    ) -> [Expectations.List] {
        guard let entry,
            let entries = entry.value.entries("'\(entry.name)'", expected: "a mapping from names to lists")
        else { return [] }
        return entries.compactMap { entry in
            guard let teller = names.value(named: entry.name) else {
                names.report(kind, entry.name, at: entry.key)
                return nil
            }
            let (items, isExact) = items(entry)
            return Expectations.List(
                teller: teller, name: entry.name, records: items.compactMap { record($0, teller) },
                isComplete: isComplete || isExact, place: entry.key.textPlace)
        }
    }

    /// The items of a list, or of `exactly: […]`. An empty list means that there is nothing at all.
    private func items(_ entry: SpecEntry) -> (items: [SpecValue], isExact: Bool) {
        let expected = "a list such as [ { seller_id: s1, value: 0.5 } ]"
        guard case .mapping = entry.value.content else {
            let items = entry.value.items("'\(entry.name)'", expected: expected) ?? []
            return (items, items.isEmpty)
        }
        let section = SpecSection(
            entry.value, title: "'\(entry.name)'", place: entry.key,
            keys: [.required("exactly", "the complete list")])
        return (section?["exactly"]?.value.items("'exactly'", expected: expected) ?? [], true)
    }

    private func record(_ value: SpecValue, _ teller: CaseCatalogue.Teller) -> ExpectedRecord? {
        guard let entries = value.entries("an item", expected: "a mapping from fields to values") else {
            return nil
        }
        var record = ExpectedRecord(fields: [], place: value.place.textPlace)
        var times: [String: Int64] = [:]
        for entry in entries {
            if entry.name == "absent" {
                record.isAbsent = entry.value.text == "true"
            } else if teller.fields.contains(entry.name) {
                if Self.timeFields.contains(entry.name) {
                    times[entry.name] = CaseTime.read(entry, start: start)
                }
                record.fields.append((entry.name, TestValue(entry.value)))
            } else {
                entry.key.reportUnknown("field", entry.name, known: teller.fields + ["absent"])
            }
        }
        note(times, isFinal: record.fields.contains { $0.name == "final" && $0.value == .text("true") })
        return record
    }

    /// A case goes on for as long as it speaks of; a result is final some time after its window's end.
    private func note(_ times: [String: Int64], isFinal: Bool) {
        for (name, time) in times {
            let wait = name == "window_end" && isFinal ? catalogue.allowedLatenessMilliseconds : 0
            latest = max(latest ?? .min, time + wait)
        }
    }

    private func bySource(
        _ entry: SpecEntry?, _ what: String
    ) -> [(source: CaseCatalogue.Source, entry: SpecEntry)] {
        guard let entry,
            let entries = entry.value.entries(
                "'\(entry.name)'", expected: "a mapping from sources to \(what)")
        else { return [] }
        return entries.compactMap { entry in
            catalogue.source(entry.name, at: entry.key).map { ($0, entry) }
        }
    }

    private func number(_ value: SpecValue) -> Int? {
        guard let text = value.text("the number", expected: "a whole number") else { return nil }
        if let number = Int(text), number >= 0 { return number }
        value.place.report("'\(text)' is no number of records", expected: "a whole number")
        return nil
    }

    private func deadLetters(
        _ source: CaseCatalogue.Source, _ entry: SpecEntry
    ) -> Expectations.DeadLetters? {
        var letters = Expectations.DeadLetters(
            label: source.label, records: [], count: nil, place: entry.key.textPlace)
        guard case .list(let items) = entry.value.content else {
            letters.count = number(entry.value)
            return letters.count == nil ? nil : letters
        }
        let fields = ["code", "message"]
        for item in items {
            var record = ExpectedRecord(fields: [], place: item.place.textPlace)
            if let code = item.text {
                record.fields = [("code", .text(code))]
            } else {
                for entry in item.entries("a dead letter", expected: "a code, or { code: …, message: … }")
                    ?? []
                {
                    if fields.contains(entry.name) {
                        record.fields.append((entry.name, TestValue(entry.value)))
                    } else {
                        entry.key.reportUnknown("field", entry.name, known: fields)
                    }
                }
            }
            letters.records.append(record)
        }
        return letters
    }

    private func counts(_ source: CaseCatalogue.Source, _ entry: SpecEntry) -> [Expectations.Count] {
        let entries = entry.value.entries("'\(entry.name)'", expected: "{ used: 3, duplicate: 1 }") ?? []
        return entries.compactMap { entry in
            guard Self.countNames.contains(entry.name) else {
                entry.key.reportUnknown("count", entry.name, known: Self.countNames)
                return nil
            }
            return number(entry.value).map {
                Expectations.Count(
                    label: source.label, name: entry.name, number: $0, place: entry.key.textPlace)
            }
        }
    }
}

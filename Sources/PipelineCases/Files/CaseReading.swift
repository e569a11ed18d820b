import PipelineSpec

/// Reads one case of a test file.
struct CaseReading {
    private static let keys: [SpecSection.Key] = [
        .required("name", "what the case shows, in words"),
        .optional("start", "the time that 0m means, such as 2024-01-01T00:00:00Z"),
        .optional("partitions", "the number of partitions of each topic, from 1 to 64"),
        .optional("input_since", "since when there are events: windows that began before are partial"),
        .required("events", "a list of events"),
        .optional("until", "the time up to which everything is settled in the end"),
        .required("expect", "what comes out: metrics, alerts, late, dead_letters, counts"),
    ]

    let catalogue: CaseCatalogue
    let start: Int64
    let defaults: [String: [SpecEntry]]

    /// The case and the place of its name.
    func read(_ value: SpecValue) -> (TestCase, SpecPlace)? {
        guard let section = SpecSection(value, title: "the case", keys: Self.keys) else { return nil }
        let start = section["start"].flatMap(CaseTime.start) ?? start
        let events = section["events"].map { entry in
            EventReading(catalogue: catalogue, start: start, defaults: defaults).read(entry.value)
        }
        let expected = section["expect"].flatMap {
            ExpectationReading(catalogue: catalogue, start: start).read($0)
        }
        let partitions = section.integer("partitions", atLeast: 1) ?? 1
        if partitions > 64 {
            section["partitions"]?.value.place.report("too many partitions", expected: "1 to 64")
        }
        let inputSince = section["input_since"].flatMap { CaseTime.read($0, start: start) }
        let until = section["until"].flatMap { CaseTime.read($0, start: start) }
        guard let name = section.text("name"), let place = section["name"]?.value.place, let events,
            let expected
        else { return nil }
        let latest = max(events.last?.arrives ?? start, expected.latest ?? start)
        if let until, let last = events.last, until < last.arrives {
            section["until"]?.value.place.report(
                "the case ends before its last event arrives",
                expected: "a time from \(CaseTime.text(last.arrives, start: start)) on")
        }
        let test = TestCase(
            name: name, location: place.location, partitions: partitions, start: start,
            inputSince: inputSince, end: until ?? latest, events: events, expected: expected,
            catalogue: catalogue)
        return (test, place)
    }
}

import PipelineSpec

/// Reads the events of a case and writes out those that repeat.
final class EventReading {
    /// A case is run in memory, and quickly.
    private static let limit = 100_000

    private static let repeatKeys: [SpecSection.Key] = [
        .required("repeat", "how many times, or a list of what {{n}} stands for in turn"),
        .optional("every", "how long after one time the next one follows, such as 1h"),
        .optional("as", "the name to write between {{ and }} instead of n"),
        .required("events", "a list of events"),
    ]
    private static let rawKeys: [SpecSection.Key] = [
        .required("source", "the name of a source"),
        .required("text", "the record's payload, whatever it is"),
        .optional("at", CaseTime.expected),
        .optional("key", "what decides the partition"),
    ]

    /// Where and when events are read.
    private struct Scope {
        /// What `0m` means here.
        var base: Int64
        /// The time of the event before.
        var time: Int64
        /// What stands for `{{n}}`.
        var words: [(name: String, value: String)] = []

        func text(_ text: String) -> String {
            guard text.contains("{{") else { return text }
            return words.reduce(text) { text, word in
                text.replacing("{{\(word.name)}}", with: word.value).replacing(
                    "{{ \(word.name) }}", with: word.value)
            }
        }
    }

    private let catalogue: CaseCatalogue
    private let start: Int64
    private let defaults: [String: [SpecEntry]]
    private var events: [CaseEvent] = []
    private var isTooLong = false

    init(catalogue: CaseCatalogue, start: Int64, defaults: [String: [SpecEntry]]) {
        self.catalogue = catalogue
        self.start = start
        self.defaults = defaults
    }

    /// The events in the order in which they arrive; of one moment in the order of the file.
    func read(_ value: SpecValue) -> [CaseEvent] {
        var scope = Scope(base: start, time: start)
        readList(value, &scope)
        return events.enumerated().sorted {
            ($0.element.arrives, $0.offset) < ($1.element.arrives, $1.offset)
        }
        .map(\.element)
    }

    private func readList(_ value: SpecValue, _ scope: inout Scope) {
        let expected = "a list of events, each 'source: { at: 1h, field: value }'"
        for item in value.items("'events'", expected: expected) ?? [] {
            guard let entries = item.entries("an event", expected: "'source: { at: 1h, field: value }'")
            else { continue }
            if entries.contains(where: { $0.name == "repeat" }) {
                readRepeated(item, scope)
            } else if let entry = entries.first, entries.count == 1 {
                if entry.name == "raw" { readRaw(entry, &scope) } else { readEvent(entry, &scope) }
            } else {
                item.place.report(
                    "an event has \(entries.count) keys", expected: "one: the name of its source")
            }
            if isTooLong { return }
        }
    }

    private func readRepeated(_ value: SpecValue, _ scope: Scope) {
        guard let section = SpecSection(value, title: "the repeated events", keys: Self.repeatKeys),
            let times = section["repeat"], let list = section["events"]
        else { return }
        var words: [String] = []
        if case .list(let items) = times.value.content {
            words = items.compactMap { $0.text("an item of 'repeat'", expected: "a text") }
        } else if let count = section.integer("repeat", atLeast: 1) {
            guard count <= Self.limit else { return noteTooLong(at: times.value.place) }
            words = (1...count).map(String.init)
        }
        let every = section["every"].flatMap { CaseTime.read($0, start: 0) } ?? 0
        let name = section.text("as") ?? "n"
        for (number, word) in words.enumerated() {
            let (shift, overflows) = every.multipliedReportingOverflow(by: Int64(number))
            guard !overflows else { return noteTooLong(at: times.value.place) }
            var inner = Scope(base: scope.base + shift, time: scope.base + shift, words: scope.words)
            inner.words.append((name, word))
            readList(list.value, &inner)
            if isTooLong { return }
        }
    }

    private func readRaw(_ entry: SpecEntry, _ scope: inout Scope) {
        guard
            let section = SpecSection(
                entry.value, title: "the raw record", place: entry.key, keys: Self.rawKeys),
            let name = section.text("source"), let place = section["source"]?.value.place,
            let source = catalogue.source(name, at: place), let text = section["text"],
            let payload = text.value.text("'text'", expected: "quotes around text that is no plain word")
        else { return }
        readTime(section["at"], &scope)
        let key = section.text("key").map(scope.text) ?? ""
        append(source, key: key, value: scope.text(payload), arrives: scope.time, at: entry.key)
    }

    private func readEvent(_ entry: SpecEntry, _ scope: inout Scope) {
        guard let source = catalogue.source(entry.name, at: entry.key),
            let own = entry.value.entries("an event", expected: "its fields: { at: 1h, field: value }")
        else { return }
        readTime(own.first { $0.name == "at" }, &scope)
        let scope = scope
        var arrives = scope.time
        if let late = own.first(where: { $0.name == "arrives" }) {
            arrives = CaseTime.read(late, start: scope.base, word: scope.text) ?? arrives
        }
        let fields = own.filter { !CaseEvent.ownKeys.contains($0.name) }
        let standards = (defaults[source.label] ?? []).filter { standard in
            !fields.contains { $0.name == standard.name }
        }
        var text = EventText(source: source, number: events.count + 1, time: scope.time, start: start)
        for field in standards + fields { text.add(field, word: scope.text) }
        append(source, key: text.partitionKey, value: text.json, arrives: arrives, at: entry.key)
    }

    private func readTime(_ entry: SpecEntry?, _ scope: inout Scope) {
        guard let entry else { return }
        scope.time = CaseTime.read(entry, start: scope.base, word: scope.text) ?? scope.time
    }

    private func append(
        _ source: CaseCatalogue.Source, key: String, value: String, arrives: Int64, at place: SpecPlace
    ) {
        guard events.count < Self.limit else { return noteTooLong(at: place) }
        events.append(
            CaseEvent(
                topic: source.declaration.topic, key: Array(key.utf8), value: Array(value.utf8),
                arrives: arrives, place: place.textPlace))
    }

    private func noteTooLong(at place: SpecPlace) {
        isTooLong = true
        place.report("the case has too many events", expected: "at most \(Self.limit)")
    }
}

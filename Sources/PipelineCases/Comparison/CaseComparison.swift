import PipelineSpec
import Worker

/// What came out of a case against what it expects.
struct CaseComparison {
    private let test: TestCase
    private let outcome: CaseOutcome
    private(set) var differences: [CaseDifference] = []

    init(_ test: TestCase, _ outcome: CaseOutcome) {
        self.test = test
        self.outcome = outcome
        for list in test.expected.metrics { compareResults(list) }
        compareAlerts()
        compareLate()
        compareDeadLetters()
        for count in test.expected.counts { compare(count, self.outcome.number(count)) }
        differences = differences.enumerated().sorted {
            ($0.element.location.line, $0.element.location.column, $0.offset)
                < ($1.element.location.line, $1.element.location.column, $1.offset)
        }.map(\.element)
    }

    private func match(_ identity: Set<String> = []) -> RecordMatch {
        RecordMatch(values: ValueMatch(start: test.start), identity: identity)
    }

    private mutating func note(
        _ message: String, at place: TextPlace, _ fields: [CaseDifference.Field] = [], hint: String = ""
    ) {
        differences.append(
            CaseDifference(
                location: place.location, sourceLine: place.line, message: message, fields: fields,
                hint: hint))
    }

    private var endNote: String { "the case ends at \(CaseTime.text(test.end, start: test.start))" }
}

// MARK: - Metrics

extension CaseComparison {
    private mutating func compareResults(_ list: Expectations.List) {
        let match = match(list.teller.identity)
        let newest = outcome.newest[list.teller.label] ?? []
        for expected in list.records {
            let isAnyTelling = expected.fields.contains { $0.name == "final" }
            let records = isAnyTelling ? outcome.results[list.teller.label] ?? [] : newest
            let found = records.first { match.holds(expected, for: $0) }
            if expected.isAbsent, let found {
                note(
                    "'\(list.name)' has a result like this", at: expected.place,
                    match.fields(of: found, names: list.teller.fields))
            } else if !expected.isAbsent, found == nil {
                noteMissing("result of '\(list.name)'", expected, records, match)
            }
        }
        if list.isComplete { compareComplete(list, newest, match) }
    }

    private mutating func compareComplete(
        _ list: Expectations.List, _ newest: [ToldRecord], _ match: RecordMatch
    ) {
        let expected = list.records.filter { !$0.isAbsent }
        let assigned = Set(match.assigned(expected, newest).compactMap { $0 })
        let shown = shownNearest(expected, newest, match)
        for place in newest.indices where !assigned.contains(place) && !shown.contains(place) {
            note(
                "'\(list.name)' has a result that is not listed", at: list.place,
                match.fields(of: newest[place], names: list.teller.fields))
        }
    }

    private mutating func noteMissing(
        _ what: String, _ expected: ExpectedRecord, _ records: [ToldRecord], _ match: RecordMatch
    ) {
        guard let nearest = match.nearest(to: expected, among: records) else {
            note(
                "there is no \(what) at all", at: expected.place, match.fields(expected, nil), hint: endNote)
            return
        }
        let fields = match.fields(expected, records[nearest])
        let names = fields.filter(\.differs).map { "'\($0.name)'" }.joined(separator: " and ")
        note(
            "no \(what) is like this: the nearest differs in \(names)", at: expected.place, fields,
            hint: endNote)
    }

    /// Notes each expected record that has got none, beside the nearest one that is nobody's.
    ///
    /// - Returns: the places of the records that were shown.
    private mutating func noteMissing(
        _ what: String, _ expected: some Sequence<(ExpectedRecord, Int?)>, _ records: [ToldRecord],
        _ rest: [Int], _ match: RecordMatch
    ) -> Set<Int> {
        var open = rest
        for (one, place) in expected where place == nil {
            if open.isEmpty, !records.isEmpty {
                note(
                    "there is no further \(what)", at: one.place, match.fields(one, nil), hint: endNote)
                continue
            }
            noteMissing(what, one, open.map { records[$0] }, match)
            if let nearest = match.nearest(to: one, among: open.map({ records[$0] })) {
                open.remove(at: nearest)
            }
        }
        return Set(rest).subtracting(open)
    }

    /// Records that are shown as the nearest ones of what is missing need not be told once more.
    private func shownNearest(
        _ expected: [ExpectedRecord], _ records: [ToldRecord], _ match: RecordMatch
    ) -> Set<Int> {
        Set(
            expected.filter { one in !records.contains { match.holds(one, for: $0) } }
                .compactMap { match.nearest(to: $0, among: records) })
    }
}

// MARK: - Alerts

extension CaseComparison {
    private mutating func compareAlerts() {
        var listed: Set<String> = []
        for list in test.expected.alerts {
            listed.insert(list.teller.label)
            compareTransitions(list)
        }
        guard !test.expected.allowsOtherAlerts else { return }
        for label in outcome.transitions.keys.sorted() where !listed.contains(label) {
            guard let teller = test.catalogue.alerts.value(named: label) else { continue }
            for record in outcome.transitions[label] ?? [] {
                noteUnexpected(record, teller, test.expected.place)
            }
        }
    }

    private mutating func compareTransitions(_ list: Expectations.List) {
        let match = match(list.teller.identity)
        let records = outcome.transitions[list.teller.label] ?? []
        let expected = list.records.filter { !$0.isAbsent }
        let assigned = match.assigned(expected, records)
        let rest = records.indices.filter { !assigned.contains($0) }
        let shown = noteMissing(
            "transition of '\(list.name)'", zip(expected, assigned), records, rest, match)
        for one in list.records where one.isAbsent {
            guard let found = records.first(where: { match.holds(one, for: $0) }) else { continue }
            note(
                "'\(list.name)' has a transition like this", at: one.place,
                match.fields(of: found, names: list.teller.fields))
        }
        guard !test.expected.allowsOtherAlerts else { return }
        for place in rest where !shown.contains(place) {
            noteUnexpected(records[place], list.teller, list.place)
        }
    }

    private mutating func noteUnexpected(
        _ record: ToldRecord, _ teller: CaseCatalogue.Teller, _ place: TextPlace
    ) {
        let name = teller.label.split(separator: "/").last ?? ""
        let state = record.fields["state"]?.shown ?? ""
        note(
            "the alert '\(name)' is \(state), which was not expected", at: place,
            match().fields(of: record, names: teller.fields))
    }
}

// MARK: - Late events, dead letters and counts

extension CaseComparison {
    private mutating func compareLate() {
        var listed: Set<String> = []
        for count in test.expected.late {
            listed.insert(count.label)
            let actual = outcome.late.filter { $0.label == count.label }
            compare(count, actual.count, shown: actual)
        }
        for reject in outcome.late where !listed.contains(reject.label) {
            noteReject(reject, "came too late, which was not expected")
        }
    }

    private mutating func compare(
        _ expected: Expectations.Count, _ actual: Int, shown: [CaseOutcome.Reject] = []
    ) {
        guard expected.number != actual else { return }
        let name = expected.label.split(separator: "/").last ?? ""
        let fields = [
            CaseDifference.Field(
                name: expected.name, expected: "\(expected.number)", actual: "\(actual)", differs: true)
        ]
        let places = shown.prefix(5).compactMap { $0.place.map { "line \($0.location.line)" } }
        note(
            "\(actual) records of '\(name)' were counted as '\(expected.name)'", at: expected.place, fields,
            hint: places.isEmpty ? "" : "they are the events of " + places.joined(separator: ", "))
    }

    private mutating func compareDeadLetters() {
        var listed: Set<String> = []
        for letters in test.expected.deadLetters {
            listed.insert(letters.label)
            compare(letters, outcome.deadLetters.filter { $0.label == letters.label })
        }
        for reject in outcome.deadLetters where !listed.contains(reject.label) {
            noteReject(reject, "went to the dead letters, which was not expected")
        }
    }

    private mutating func compare(_ expected: Expectations.DeadLetters, _ actual: [CaseOutcome.Reject]) {
        if let count = expected.count {
            return compare(
                Expectations.Count(
                    label: expected.label, name: "dead_letters", number: count, place: expected.place),
                actual.count, shown: actual)
        }
        let match = match(["code"])
        let records = actual.map(\.record)
        let assigned = match.assigned(expected.records, records)
        let rest = records.indices.filter { !assigned.contains($0) }
        let shown = noteMissing("dead letter", zip(expected.records, assigned), records, rest, match)
        for place in rest where !shown.contains(place) {
            noteReject(actual[place], "went to the dead letters, which was not expected")
        }
    }

    /// At the event itself, where its place is known.
    private mutating func noteReject(_ reject: CaseOutcome.Reject, _ what: String) {
        let place = reject.place ?? test.expected.place
        let name = reject.label.split(separator: "/").last ?? ""
        note(
            "an event of '\(name)' \(what)", at: place,
            match().fields(of: reject.record, names: ["code", "message"]))
    }
}

extension CaseOutcome {
    fileprivate func number(_ count: Expectations.Count) -> Int {
        guard let counts = counts[count.label] else { return 0 }
        switch count.name {
        case "read": return counts.read
        case "used": return counts.used
        case "filtered": return counts.filtered
        case "duplicate": return counts.duplicate
        case "late": return counts.late
        default: return counts.deadLetters
        }
    }
}

import EventModel
import PipelineSpec

/// Writes an event as its source's schema has it, with the id and the time that every event must have.
struct EventText {
    private let source: CaseCatalogue.Source
    private let time: Int64
    private let start: Int64
    /// By the names of fields; `nil` for one that is left out.
    private var values: [String: FieldValue?] = [:]
    /// What decides the partition.
    private(set) var partitionKey = ""

    init(source: CaseCatalogue.Source, number: Int, time: Int64, start: Int64) {
        self.source = source
        self.time = time
        self.start = start
        let schema = source.declaration.schema
        values[schema.idField] = .string("event-\(number)")
        values[schema.timeField] = .time(EventTime(milliseconds: time))
    }

    /// Adds a field, or notes what is wrong with it; `null` leaves it out.
    mutating func add(_ entry: SpecEntry, word: (String) -> String) {
        guard let field = source.field(entry.name, at: entry.key) else { return }
        if case .nothing = entry.value.content {
            values.updateValue(nil, forKey: field.name)
            return
        }
        guard
            let text = entry.value.text(
                "'\(entry.name)'", expected: "a value of type \(field.type.rawValue)")
        else { return }
        let written = word(text)
        if field.name == source.declaration.partitionedBy { partitionKey = written }
        if let value = value(written, field, at: entry.value.place) { values[field.name] = value }
    }

    /// The whole event, its fields in the order of the schema and where the schema reads them.
    var json: String {
        var record = RecordTree.object([])
        for field in source.declaration.schema.fields {
            guard case .some(.some(let value)) = values[field.name] else { continue }
            record = record.inserting(FieldWriting(field: field).json(value), at: field.path.steps[...])
        }
        return record.json
    }

    private func value(_ text: String, _ field: SchemaField, at place: SpecPlace) -> FieldValue? {
        switch field.type {
        case .int: if let number = Int64(text) { return .int(number) }
        case .double: if let number = Double(text), number.isFinite { return .double(number) }
        case .bool: if text == "true" || text == "false" { return .bool(text == "true") }
        case .string:
            if field.knownValues.isEmpty || field.knownValues.contains(text) { return .string(text) }
            place.reportUnknown("value", text, known: field.knownValues)
            return nil
        case .time:
            // With a sign it counts from the event, without one from the start of the case.
            let base = text.hasPrefix("+") || text.hasPrefix("-") ? time : start
            if let time = CaseTime.milliseconds(text, start: base) {
                return .time(EventTime(milliseconds: time))
            }
        }
        let hint =
            field.type == .time ? "+3d after the event, 4d since the start, or 2024-03-01T00:00:00Z" : ""
        place.report(
            "'\(text)' is no value of type \(field.type.rawValue), which '\(field.name)' has", expected: hint)
        return nil
    }
}

import EventModel
import PipelineSpec

/// Writes an event as its source's schema has it, with the id and the time that every event must have.
struct EventText {
    private let source: CaseCatalogue.Source
    private let time: Int64
    private let start: Int64
    /// JSON by the names of fields; `nil` for one that is left out.
    private var written: [String: String?] = [:]
    /// What decides the partition.
    private(set) var partitionKey = ""

    init(source: CaseCatalogue.Source, number: Int, time: Int64, start: Int64) {
        self.source = source
        self.time = time
        self.start = start
        let schema = source.declaration.schema
        written[schema.idField] = Self.quoted("event-\(number)")
        written[schema.timeField] = Self.quoted(RFC3339.format(EventTime(milliseconds: time)))
    }

    /// Adds a field, or notes what is wrong with it; `null` leaves it out.
    mutating func add(_ entry: SpecEntry, word: (String) -> String) {
        guard let field = source.field(entry.name, at: entry.key) else { return }
        if case .nothing = entry.value.content {
            written.updateValue(nil, forKey: field.name)
            return
        }
        guard
            let text = entry.value.text(
                "'\(entry.name)'", expected: "a value of type \(field.type.rawValue)")
        else { return }
        let value = word(text)
        if field.name == source.declaration.partitionedBy { partitionKey = value }
        if let json = json(value, field, at: entry.value.place) { written[field.name] = json }
    }

    /// The whole event, its fields in the order of the schema.
    var json: String {
        let members = source.declaration.schema.fields.compactMap { field -> String? in
            guard case .some(.some(let value)) = written[field.name] else { return nil }
            return Self.quoted(field.jsonKey) + ":" + value
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func json(_ text: String, _ field: SchemaField, at place: SpecPlace) -> String? {
        switch field.type {
        case .int:
            if let number = Int64(text) { return String(number) }
        case .double:
            if let number = Double(text), number.isFinite { return "\(number)" }
        case .bool:
            if text == "true" || text == "false" { return text }
        case .string:
            if field.knownValues.isEmpty || field.knownValues.contains(text) { return Self.quoted(text) }
            place.reportUnknown("value", text, known: field.knownValues)
            return nil
        case .time:
            // With a sign it counts from the event, without one from the start of the case.
            let base = text.hasPrefix("+") || text.hasPrefix("-") ? time : start
            if let time = CaseTime.milliseconds(text, start: base) {
                return Self.quoted(RFC3339.format(EventTime(milliseconds: time)))
            }
        }
        let hint =
            field.type == .time ? "+3d after the event, 4d since the start, or 2024-03-01T00:00:00Z" : ""
        place.report(
            "'\(text)' is no value of type \(field.type.rawValue), which '\(field.name)' has", expected: hint)
        return nil
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}

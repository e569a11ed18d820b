import Simulation

/// A record that a worker published, as one flat list of fields.
struct ToldRecord: Sendable {
    var fields: [String: TestValue]

    init(fields: [String: TestValue]) { self.fields = fields }

    /// `nil` for a tombstone and for what is no JSON object.
    init?(_ record: StoredRecord) {
        guard let value = record.value, case .object(let members) = TestValue(json: value) else { return nil }
        fields = [:]
        flatten(members)
    }

    /// `pipeline/name`, where the name stands in a field.
    func label(_ field: String) -> String? {
        guard case .text(let pipeline) = fields["pipeline"], case .text(let name) = fields[field] else {
            return nil
        }
        return "\(pipeline)/\(name)"
    }

    /// Keys, entities, values and labels become fields of the record itself.
    private mutating func flatten(_ members: [String: TestValue]) {
        for (name, value) in members {
            switch (name, value) {
            case ("data", .object(let inner)), ("key", .object(let inner)), ("entity", .object(let inner)),
                ("values", .object(let inner)), ("labels", .object(let inner)):
                flatten(inner)
            case ("window", .object(let inner)):
                for (end, time) in inner { fields["window_\(end)"] = time }
            case ("time", .text) where members["specversion"] != nil: fields["at"] = value
            default: fields[name] = value
            }
        }
    }
}

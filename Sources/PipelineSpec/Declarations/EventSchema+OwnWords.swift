import EventModel

extension EventSchema {
    /// The same fields for events that are written in our own names and shapes, each under its name; defaults stay.
    public var inOwnWords: EventSchema {
        var schema = self
        for place in schema.fields.indices {
            let fallback = schema.fields[place].reading.fallback
            schema.fields[place].path = FieldPath(key: schema.fields[place].name)
            schema.fields[place].reading = FieldReading()
            schema.fields[place].reading.fallback = fallback
        }
        return schema
    }
}

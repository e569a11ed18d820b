import EventModel

extension RecordDecoder {
    /// What a field's value must be, in words.
    func expectation(of field: DecodedField) -> String {
        let reading = field.reading
        let own = own(field)
        guard !reading.values.isEmpty else { return own }
        let known = reading.values.prefix(4).map(\.theirs).joined(separator: ", ")
        return own + " or one of \(known)\(reading.values.count > 4 ? ", …" : "")"
    }

    private func own(_ field: DecodedField) -> String {
        let inQuotes = field.reading.isQuoted ? ", also in quotes" : ""
        switch field.type {
        case .int: return "an integer of 64 bits" + inQuotes
        case .double:
            guard let digits = field.reading.minorUnits else {
                return "a number that a double can hold" + inQuotes
            }
            return "an integer of which \(digits) digits are minor units" + inQuotes
        case .bool: return "true or false" + inQuotes
        case .string: return "a string"
        case .time: return time(field.reading.time)
        }
    }

    private func time(_ format: TimeFormat) -> String {
        let years = "in the years 0 to 9999"
        switch format {
        case .standard: return "milliseconds since 1970 or an RFC 3339 time \(years)"
        case .epoch(.seconds): return "seconds since 1970 \(years)"
        case .epoch(.milliseconds): return "milliseconds since 1970 \(years)"
        case .epoch(.microseconds): return "microseconds since 1970 \(years)"
        case .epoch(.nanoseconds): return "nanoseconds since 1970 \(years)"
        case .rfc3339: return "an RFC 3339 time \(years)"
        case .pattern(let pattern, _): return "a time like \(pattern.text) \(years)"
        }
    }
}

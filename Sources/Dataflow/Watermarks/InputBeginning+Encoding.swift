import EventModel

extension InputBeginning {
    /// Reads what ``encode(to:)`` has written.
    ///
    /// - Throws: when the bytes are something else.
    public init(from reader: inout StateReader) throws(StateDamage) {
        self.init()
        onTime = try reader.integer()
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 2)) {
            let row = Tardy(entry: try reader.integer(), time: try reader.integer())
            let last = tardy.last ?? Tardy(entry: .min, time: onTime)
            guard row.time < last.time, row.entry > last.entry || tardy.isEmpty else {
                throw StateDamage("tardy rows are out of order")
            }
            tardy.append(row)
        }
    }

    /// Writes all that is known.
    public func encode(to writer: StateWriter) {
        writer.integer(onTime)
        writer.count(tardy.count)
        for row in tardy {
            writer.integer(row.entry)
            writer.integer(row.time)
        }
    }

    /// Takes in all that is known elsewhere.
    mutating func note(_ other: InputBeginning) {
        note(EventTime(milliseconds: other.onTime))
        for row in other.tardy {
            note(
                TardyTime(
                    time: EventTime(milliseconds: row.time), entry: EventTime(milliseconds: row.entry)))
        }
    }
}

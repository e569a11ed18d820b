/// A ledger as state. An entry is a key with all of its promises; what else the ledger knows is one entry more. Timers
/// follow from the promises.
extension PromiseLedger: DurableState {
    private enum Tag: UInt8 {
        case section = 1
        case header
        case removed
        case entry
    }

    private static let version: UInt8 = 1

    private var header: PromiseHeader { PromiseHeader(watermark: watermark, counts: counts) }

    /// Whether anything was taken in or told since it was last written.
    public var hasChanges: Bool {
        header != writtenHeader || !book.changes.isEmpty || !book.changes.isNoting && count > 0
    }

    /// Writes the keys whose promises have changed, and those that were forgotten.
    public func writeChanges(to writer: StateWriter) {
        beginSection(writer)
        writeHeader(to: writer)
        if book.changes.isNoting {
            writeRemoved(to: writer)
            for place in 0..<book.changes.count { writeChanged(book.changes[place], to: writer) }
        } else {
            for slot in 0..<book.keys.capacity { writeChanged(slot, to: writer) }
        }
        book.changes.begin()
    }

    /// Writes the next keys in the order of their slots; a place in the round where there is nothing counts as a byte.
    public func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        if !book.changes.isNoting { noteAll() }
        beginSection(writer)
        let start = writer.count
        var looked = 0
        while roundPlace <= book.keys.capacity, looked == 0 || writer.count - start + looked < bytes {
            if roundPlace == 0 {
                writeHeader(to: writer)
            } else if book.keys.isFirst(roundPlace - 1) {
                writeEntry(of: roundPlace - 1, to: writer)
            }
            roundPlace += 1
            looked += 1
        }
        guard roundPlace > book.keys.capacity else { return false }
        roundPlace = 0
        return true
    }

    /// Takes over keys with their promises, and what else there is.
    public func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            let tag = try reader.byte()
            switch Tag(rawValue: tag) {
            case .section:
                let version = try reader.byte()
                guard version == Self.version else {
                    throw StateDamage("a ledger of version \(version), where \(Self.version) is known")
                }
                reader.beginSymbols()
            case .header:
                let header = try PromiseHeader.read(from: &reader)
                (watermark, counts) = (header.watermark, header.counts)
            case .removed: book.removeAll(of: try reader.bytes())
            case .entry: try restoreEntry(from: &reader)
            case nil: throw StateDamage("\(tag) is nothing that a ledger writes")
            }
        }
    }

    /// Sets the timers.
    public func finishRestore() {
        for slot in 0..<book.keys.capacity where book.keys.isUsed(slot) { rearm(slot) }
        book.changes.begin()
        writtenHeader = header
    }

    private func beginSection(_ writer: StateWriter) {
        writer.byte(Tag.section.rawValue)
        writer.byte(Self.version)
        writer.beginSymbols()
    }

    private func writeHeader(to writer: StateWriter) {
        writer.byte(Tag.header.rawValue)
        header.write(to: writer)
        writtenHeader = header
    }

    private func writeRemoved(to writer: StateWriter) {
        let removed = book.changes.removed.bytes
        // A key that came again is among the changed, which are written behind.
        var keys = StateReader(removed)
        while !keys.isAtEnd, let key = try? keys.bytes() {
            writer.byte(Tag.removed.rawValue)
            writer.bytes(key)
        }
    }

    /// Writes the key of a slot, unless it was written with another slot of it, or is there no more.
    private func writeChanged(_ slot: Int, to writer: StateWriter) {
        guard slot < book.keys.capacity, book.keys.isUsed(slot), book.records[slot].pointee.isChanged else {
            return
        }
        let first = book.keys.isFirst(slot) ? slot : book.keys.find(book.keys.key(of: slot)) ?? slot
        writeEntry(of: first, to: writer)
        var next = first + 1
        while next != 0 {
            let record = book.records[next - 1]
            record.pointee.isChanged = false
            next = Int(record.pointee.following)
        }
    }

    private func writeEntry(of first: Int, to writer: StateWriter) {
        writer.byte(Tag.entry.rawValue)
        writer.bytes(book.keys.key(of: first))
        writer.count(book.promiseCount(from: first))
        var next = first + 1
        while next != 0 {
            let record = book.records[next - 1]
            record.pointee.write(to: writer)
            remembered.write(book.records.remembered(next - 1), to: writer, symbols)
            gathered.write(book.records.gathered(next - 1), to: writer, symbols)
            next = Int(record.pointee.following)
        }
    }

    private func restoreEntry(from reader: inout StateReader) throws(StateDamage) {
        let key = try reader.bytes()
        let promises = try reader.count(ofEntriesWithBytes: PromiseRecord.fewestBytes)
        guard promises > 0 else { throw StateDamage("a key without promises") }
        var slot = book.reopen(key)
        for number in 0..<promises {
            if number > 0 { slot = book.open(after: slot) }
            let following = book.records[slot].pointee.following
            book.records[slot].pointee = try PromiseRecord(from: &reader)
            book.records[slot].pointee.following = following
            try remembered.restore(book.records.remembered(slot), from: &reader, symbols)
            try gathered.restore(book.records.gathered(slot), from: &reader, symbols)
        }
    }

    /// Has all promises count as changed, as nothing was written yet.
    private func noteAll() {
        book.changes.begin()
        for slot in 0..<book.keys.capacity where book.keys.isUsed(slot) {
            book.records[slot].pointee.isChanged = false
            book.note(slot)
        }
    }
}

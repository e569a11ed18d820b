import EventModel

/// A filter as state. An entry is an id with its time; what else the filter knows is one entry more. Ids are removed by
/// stretches.
extension DuplicateFilter: DurableState {
    private enum Tag: UInt8 {
        case section = 1
        case header
        case stretch
        case id
        case forgotten
    }

    private static let version: UInt8 = 1

    private var header: DuplicateHeader { DuplicateHeader(watermark: watermark, counts: counts) }

    /// Whether anything was taken in or forgotten since it was last written.
    public var hasChanges: Bool {
        let changes = stretches.changes.isNoting ? stretches.changes.count : count
        return header != writtenHeader || changes > 0
    }

    /// Writes the ids that have come and the stretches that were forgotten.
    public func writeChanges(to writer: StateWriter) {
        if stretches.changes.isNoting {
            beginSection(writer)
            writeHeader(to: writer)
            writeNoted(to: writer)
        } else {
            // All ids have come since the beginning: a round through them.
            let under = round
            round = IdentityRound()
            _ = writeIDs(bytes: .max, to: writer)
            round = under
        }
        stretches.changes.begin()
    }

    /// Writes the next ids, stretch by stretch in the order of their tables; an empty cell counts as a byte.
    public func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        if !stretches.changes.isNoting {
            // Nothing was written yet, and nothing of it is in the slice alone.
            writeChanges(to: writer)
        }
        return writeIDs(bytes: bytes, to: writer)
    }

    /// Takes over ids, and what else there is.
    public func restore(from reader: inout StateReader) throws(StateDamage) {
        var stretch: Int64 = 0
        while !reader.isAtEnd {
            let tag = try reader.byte()
            switch Tag(rawValue: tag) {
            case .section:
                let version = try reader.byte()
                guard version == Self.version else {
                    throw StateDamage("a filter of version \(version), where \(Self.version) is known")
                }
                stretch = 0
            case .header:
                let header = try DuplicateHeader.read(from: &reader)
                (watermark, counts) = (header.watermark, header.counts)
            case .stretch: stretch = try reader.integer()
            case .id: try restoreID(stretch, from: &reader)
            case .forgotten: stretches.forget(through: try reader.integer())
            case nil: throw StateDamage("\(tag) is nothing that a filter writes")
            }
        }
    }

    /// Begins to note what changes.
    public func finishRestore() {
        stretches.changes.begin()
        writtenHeader = header
    }

    private func beginSection(_ writer: StateWriter) {
        writer.byte(Tag.section.rawValue)
        writer.byte(Self.version)
    }

    private func writeHeader(to writer: StateWriter) {
        writer.byte(Tag.header.rawValue)
        header.write(to: writer)
        writtenHeader = header
    }

    private func writeNoted(to writer: StateWriter) {
        var stretch: Int64?
        for change in stretches.changes.all {
            if change.mark == 0 {
                writer.byte(Tag.forgotten.rawValue)
                writer.integer(change.stretch)
                continue
            }
            if change.stretch != stretch { writeStretch(change.stretch, to: writer) }
            stretch = change.stretch
            writeID(Identity(high: change.high, low: change.low), Int64(change.mark - 1), to: writer)
        }
    }

    private func writeIDs(bytes: Int, to writer: StateWriter) -> Bool {
        beginSection(writer)
        let start = writer.count
        if !round.hasBegun {
            round.hasBegun = true
            writeHeader(to: writer)
            if writer.count - start >= bytes { return false }
        }
        var looked = 0
        while let place = stretches.place(from: round.stretch) {
            settle(round: stretches.number(at: place), cells: stretches.cellCount(at: place))
            writeStretch(round.stretch, to: writer)
            while round.cell < round.cellCount {
                if looked > 0, writer.count - start + looked >= bytes { return false }
                looked += 1
                if let (identity, offset) = stretches.entry(at: round.cell, of: place) {
                    writeID(identity, offset, to: writer)
                }
                round.cell += 1
            }
            guard round.stretch < .max else { break }
            settle(round: round.stretch + 1, cells: 0)
        }
        round = IdentityRound()
        return true
    }

    /// Goes on in a stretch where the round was, if it is the same and nothing has moved in it.
    private func settle(round stretch: Int64, cells: Int) {
        if round.stretch == stretch, round.cellCount == cells { return }
        round.stretch = stretch
        round.cell = 0
        round.cellCount = cells
    }

    private func writeStretch(_ number: Int64, to writer: StateWriter) {
        writer.byte(Tag.stretch.rawValue)
        writer.integer(number)
    }

    private func writeID(_ identity: Identity, _ offset: Int64, to writer: StateWriter) {
        writer.byte(Tag.id.rawValue)
        writer.word(identity.high)
        writer.integer(Int64(identity.low))
        writer.integer(offset)
    }

    private func restoreID(_ stretch: Int64, from reader: inout StateReader) throws(StateDamage) {
        let high = try reader.word()
        let low = try reader.integer()
        let offset = try reader.integer()
        guard let low = UInt32(exactly: low) else { throw StateDamage("\(low) is no part of an id") }
        guard (0..<stretches.stretchMilliseconds).contains(offset) else {
            throw StateDamage("an id lies \(offset) ms behind the beginning of its stretch")
        }
        stretches.restore(Identity(high: high, low: low), stretch: stretch, offset: offset)
    }
}

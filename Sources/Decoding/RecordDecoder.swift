import CSimdJSON
public import EventModel

/// Decodes JSON records of one schema into the columns of a ``RowBatch``, strictly.
///
/// A record becomes a row only if the whole payload is one JSON object (RFC 8259, UTF-8, also in the parts that no
/// field reads), no key stands twice at its top level or in an object that a path goes into, every declared field that is present has its type, and every
/// required one is there; null counts as absent, and so does everything in an object or list that is itself absent or
/// null. Columns that no field names are left as they are.
///
/// One thread owns a decoder. Its buffers are bounded by ``DecodeLimits``, and what an unusually large record needed
/// is given back at the end of the call.
public final class RecordDecoder {
    let fields: [DecodedField]
    let limits: DecodeLimits
    private let layout: RowLayout
    private let decoder: OpaquePointer
    private let records: UnsafeMutablePointer<csj_record>
    /// What the addresses in C point to.
    private let timeContexts: [TimeContext?]
    private let textCopies: Int
    private let constantBytes: Int
    private let symbols: SymbolTable
    private let symbolColumns: [Int]

    /// A decoder of the fields of one schema.
    ///
    /// - Parameters:
    ///   - fields: what to check and keep; exactly one has column 0, the event time, and is required whatever it says.
    ///   - layout: the layout of the batches; a field has the type of its column.
    ///   - symbols: the table that strings of symbol columns are interned in.
    ///   - limits: how much a record may ask of the decoder.
    public init(
        fields: [DecodedField], layout: RowLayout, symbols: SymbolTable, limits: DecodeLimits = .init()
    ) {
        Self.check(fields, layout, limits)
        self.fields = fields
        self.limits = limits
        self.layout = layout
        let kinds = fields.map { FieldKind($0, in: layout) }
        timeContexts = fields.map { TimeContext($0) }
        decoder = Self.makeDecoder(fields, kinds, timeContexts, limits)
        records = .allocate(capacity: Int(CSJ_BLOCK_RECORDS))
        let textPaths = zip(fields, kinds).filter { $1 == .text }.map { $0.0.path }
        textCopies = Dictionary(grouping: textPaths, by: { $0 }).values.map(\.count).max() ?? 0
        constantBytes = Self.constantBytes(fields, kinds)
        symbolColumns = zip(fields, kinds).compactMap { field, kind in
            kind == .symbol ? field.column : nil
        }
        self.symbols = symbols
    }

    deinit {
        csj_decoder_destroy(decoder)
        records.deallocate()
    }

    /// How many bytes the decoder's own buffers hold.
    package var heldBytes: Int { csj_held_bytes(decoder) }

    /// Decodes records of a fetch behind the batch's last row.
    ///
    /// Each good record becomes one row, in order; ``RowBatch/records`` says which it was.
    ///
    /// - Parameters:
    ///   - fetch: the records.
    ///   - range: which of them; the batch must have room for as many rows.
    ///   - batch: gets the rows; its layout is the decoder's.
    ///   - rejected: gets the records that are no rows, in order.
    /// - Returns: what became of the records of this call.
    /// - Complexity: O(bytes); O(k log k) for a record of k keys in an order that was not seen before. Allocates
    ///   nothing for good records of usual size.
    public func decode(
        _ fetch: FetchedRecords, range: Range<Int>, into batch: RowBatch, rejected: inout [RejectedRecord]
    ) -> DecodeCounts {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= fetch.count, "the range lies outside the fetch")
        precondition(range.count <= batch.capacity - batch.count, "the batch has no room for the records")
        precondition(batch.layout == layout, "the batch has another layout than the decoder")
        var counts = DecodeCounts()
        var next = range.lowerBound
        while next < range.upperBound {
            let (count, bytes) = collect(fetch, next..<range.upperBound)
            decodeBlock(fetch, next..<next + count, byteCount: bytes, &counts, batch, &rejected)
            next += count
        }
        csj_release_excess(decoder)
        return counts
    }

    /// Lists the next records for C: as many as a block has room for, but at least one.
    private func collect(_ fetch: FetchedRecords, _ range: Range<Int>) -> (count: Int, byteCount: Int) {
        var count = 0
        var byteCount = 0
        let source = fetch.records + range.lowerBound
        let most = min(range.count, Int(CSJ_BLOCK_RECORDS))
        while count < most {
            // A record that is too large is not copied and needs no room.
            let size = source[count].valueCount <= limits.maxRecordBytes ? source[count].valueCount : 0
            if count > 0, byteCount + size > Int(CSJ_BLOCK_BYTES) { break }
            records[count] = csj_record(bytes: source[count].value, count: source[count].valueCount)
            byteCount += size
            count += 1
        }
        return (count, byteCount)
    }

    private func decodeBlock(
        _ fetch: FetchedRecords, _ range: Range<Int>, byteCount: Int, _ counts: inout DecodeCounts,
        _ batch: RowBatch, _ rejected: inout [RejectedRecord]
    ) {
        let text = batch.text.reserve(
            byteCount * textCopies + range.count * constantBytes + Int(CSJ_TEXT_SLACK))
        let block = batch.values.withUnsafeBufferPointer { values in
            batch.states.withUnsafeBufferPointer { states in
                Self.run(decoder, records, range, batch, text, values, states)
            }
        }
        batch.text.commit(block.text_bytes)
        for column in symbolColumns {
            symbols.intern(
                slots: batch.values[column] + batch.count, states: batch.states[column] + batch.count,
                count: block.rows, base: UnsafeRawPointer(csj_block_bytes(decoder)))
        }
        batch.count += block.rows
        counts.decoded += block.rows
        counts.tombstones += block.tombstones
        counts.empty += block.empty
        counts.rejected += block.problem_count
        for problem in UnsafeBufferPointer(start: block.problems, count: block.problem_count) {
            let record = range.lowerBound + Int(problem.record)
            rejected.append(
                rejection(of: problem, record: record, payload: fetch.records[record].valueBytes))
        }
    }

    private static func run(
        _ decoder: OpaquePointer, _ records: UnsafePointer<csj_record>, _ range: Range<Int>,
        _ batch: RowBatch,
        _ text: UnsafeMutableRawPointer, _ values: UnsafeBufferPointer<UnsafeMutablePointer<Int64>>,
        _ states: UnsafeBufferPointer<UnsafeMutablePointer<UInt8>>
    ) -> csj_block {
        values.withMemoryRebound(to: UnsafeMutablePointer<Int64>?.self) { values in
            states.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self) { states in
                var sink = csj_sink()
                sink.values = values.baseAddress
                sink.states = states.baseAddress
                sink.records = batch.records
                sink.first_row = batch.count
                sink.first_record = UInt32(range.lowerBound)
                sink.text = text.assumingMemoryBound(to: UInt8.self)
                sink.text_offset = UInt32(batch.text.count)
                return csj_decode_block(decoder, records, range.count, &sink)
            }
        }
    }
}

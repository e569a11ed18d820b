import Dataflow
import Decoding
import EventModel
import StandardInput

/// JSON in memory → rows → query W1a (count, late, sum, max by seller over tumbling 10 minutes) on one core.
func measureDecodeAndQuery(events: Int, runs: Int) throws {
    let records = DeliveryRecords(count: events)
    let plan = try DeliveryQuery.plan(
        pane: 600_000, window: .tumbling(panes: 1), layout: DeliveryRecords.layout)
    var (decoding, whole): ([Double], [Double]) = ([], [])
    var totals = Totals()
    for _ in 0..<runs {
        decoding.append(seconds { _ = records.decode(SymbolTable()) { _ in } })
        let run = records.run(plan)
        totals = run.totals
        whole.append(run.seconds)
    }
    let bytes = Double(records.byteCount) / Double(events)
    print(
        padded("decode, \(text(bytes)) bytes into 8 columns"),
        "\(Int(Double(events) / median(decoding))) events/s")
    print(padded("decode + W1a"), "\(Int(Double(events) / median(whole))) events/s")
    print(padded("W1a came to"), totals.text)
    if events == 2_000_000 {
        let isExact =
            (totals.windows, totals.count, totals.late, totals.delay, totals.largest)
            == (197_376, 2_000_000, 159_366, -79_210_517_811_768, 163_222_329)
        print(padded("exact"), isExact ? "yes" : "NO")
    }
}

/// The standard deliveries as JSON, back to back with room behind each for the decoder.
final class DeliveryRecords {
    static let layout = RowLayout([
        .init(name: "event_id", type: .string, storage: .text), .init(name: "event_type", type: .string),
        .init(name: "order_id", type: .string, storage: .text), .init(name: "seller_id", type: .string),
        .init(name: "promised_at", type: .time), .init(name: "delivered_at", type: .time),
        .init(name: "amount", type: .double),
    ])

    private let records: FetchedRecords
    private let bytes: UnsafeMutablePointer<UInt8>
    private(set) var byteCount = 0
    private static let padding = 64

    init(count: Int) {
        records = FetchedRecords(capacity: count)
        bytes = .allocate(capacity: count * 460)
        var place = bytes
        for number in 0..<count {
            var json = StandardDelivery(number).json
            let size = json.withUTF8 { utf8 in
                if let source = utf8.baseAddress { place.update(from: source, count: utf8.count) }
                return utf8.count
            }
            (place + size).update(repeating: 0, count: Self.padding)
            records.append(
                FetchedRecord(
                    value: place, valueCount: size, key: nil, keyCount: 0, offset: Int64(number),
                    timestampMilliseconds: -1), topicIndex: 0, partition: 0)
            place += size + Self.padding
            byteCount += size
        }
    }

    deinit { bytes.deallocate() }

    /// Runs a query over all records.
    ///
    /// - Returns: what it came to, and the processor time of decoding and the query.
    func run(_ plan: MergePlan) -> (totals: Totals, seconds: Double) {
        let totals = Totals()
        let time = seconds {
            let task = MergeTask(plan: plan, symbols: SymbolTable())
            let start = EventTime(milliseconds: Int64(StandardDelivery(0).deliveredAt))
            var end = start.milliseconds
            decode(task.symbols) { batch in
                task.add(batch, group: 0)
                end = batch.times[batch.count - 1]
                task.advance(to: EventTime(milliseconds: end), firstEventTime: start, output: totals)
            }
            task.advance(to: EventTime(milliseconds: end + 86_400_000), firstEventTime: start, output: totals)
        }
        return (totals, time)
    }

    /// Decodes all records, batch by batch; returns how many could be read.
    @discardableResult
    func decode(_ symbols: SymbolTable, _ body: (RowBatch) -> Void) -> Int {
        let layout = Self.layout
        let fields =
            [DecodedField(jsonKey: "occurred_at", type: .time, isRequired: true, column: 0)]
            + layout.columns.indices.dropFirst().map {
                DecodedField(
                    jsonKey: layout.columns[$0].name, type: layout.columns[$0].type, isRequired: true,
                    column: $0)
            }
        let decoder = RecordDecoder(fields: fields, layout: layout, symbols: symbols)
        let batch = RowBatch(layout: layout, capacity: 4096)
        var rejected: [RejectedRecord] = []
        var decoded = 0
        var next = 0
        while next < records.count {
            let end = min(next + 4096, records.count)
            batch.removeAll()
            decoded += decoder.decode(records, range: next..<end, into: batch, rejected: &rejected).decoded
            body(batch)
            next = end
        }
        return decoded
    }
}

// How fast records become rows, as a ratio to a bare simdjson DOM parse of the same records in the same run.
//
//     swift run -c release decode-benchmark [events] [runs] [variant]

import CSimdJSON
import Decoding
import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let eventCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
let runCount = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 5
let only = CommandLine.arguments.dropFirst(3).first
let batchRows = 4096

let layout = RowLayout([
    .init(name: "event_id", type: .string, storage: .text), .init(name: "event_type", type: .string),
    .init(name: "order_id", type: .string, storage: .text), .init(name: "seller_id", type: .string),
    .init(name: "promised_at", type: .time), .init(name: "delivered_at", type: .time),
    .init(name: "amount", type: .double),
])

func fields(_ variant: DeliveryEvents.Variant) -> [DecodedField] {
    layout.columns.indices.map { column in
        let name = column == 0 ? "occurred_at" : layout.columns[column].name
        return DecodedField(
            path: DeliveryEvents.path(of: name, variant), type: layout.columns[column].type, isRequired: true,
            column: column)
    }
}

/// Processor time, so that a busy machine disturbs less.
func seconds(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func bareParse(_ events: DeliveryEvents) -> Int {
    let records = (0..<events.records.count).map {
        csj_record(bytes: events.records.records[$0].value, count: events.records.records[$0].valueCount)
    }
    return csj_bare_parse(records, records.count)
}

func decode(_ events: DeliveryEvents, _ decoder: RecordDecoder, _ batch: RowBatch) -> Int {
    var rejected: [RejectedRecord] = []
    var decoded = 0
    var next = 0
    while next < events.records.count {
        let end = min(next + batchRows, events.records.count)
        batch.removeAll()
        decoded += decoder.decode(events.records, range: next..<end, into: batch, rejected: &rejected).decoded
        next = end
    }
    return decoded
}

func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

print(
    "\(eventCount) events, medians of \(runCount) runs in processor time, simdjson uses \(String(cString: csj_simdjson_implementation()))"
)
for variant in DeliveryEvents.Variant.allCases where only == nil || only == variant.rawValue {
    let events = DeliveryEvents(count: eventCount, variant: variant)
    let decoder = RecordDecoder(fields: fields(variant), layout: layout, symbols: SymbolTable())
    let batch = RowBatch(layout: layout, capacity: batchRows)
    var bare: [Double] = []
    var decoding: [Double] = []
    var decoded = 0
    for _ in 0..<runCount {
        bare.append(seconds { _ = bareParse(events) })
        decoding.append(seconds { decoded = decode(events, decoder, batch) })
    }
    let rate = Double(eventCount) / median(decoding)
    let ratio = Double(Int(median(bare) / median(decoding) * 100)) / 100
    print(
        padded(variant.rawValue, 16), "decode \(Int(rate)) events/s,",
        "bare DOM parse \(Int(Double(eventCount) / median(bare))) events/s, ratio \(ratio), \(decoded) decoded"
    )
}

import Decoding
import EventModel

/// Payloads in memory of their own, as a fetch brings them; nothing but garbage lies behind each.
final class TestRecords {
    let fetch: FetchedRecords
    private let memory: [UnsafeMutablePointer<UInt8>]

    init(_ payloads: [[UInt8]?]) {
        let fetch = FetchedRecords(capacity: max(payloads.count, 1))
        memory = payloads.enumerated().map { offset, payload in
            let bytes = payload ?? []
            // What follows would go on with the record, if anybody read it.
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
            copy.initialize(repeating: UInt8(ascii: "\""), count: bytes.count + 64)
            copy.update(from: bytes, count: bytes.count)
            let record = FetchedRecord(
                value: payload == nil ? nil : UnsafePointer(copy), valueCount: bytes.count, key: nil,
                keyCount: 0,
                offset: Int64(offset), timestampMilliseconds: -1)
            fetch.append(record, topicIndex: 0, partition: 0)
            return copy
        }
        self.fetch = fetch
    }

    deinit { for pointer in memory { pointer.deallocate() } }
}

/// A decoder of a schema with a field of each type, and the rows it made.
final class TestDecoder {
    static let layout = RowLayout([
        .init(name: "id", type: .string, storage: .text), .init(name: "kind", type: .string),
        .init(name: "count", type: .int), .init(name: "amount", type: .double),
        .init(name: "ok", type: .bool),
        .init(name: "due", type: .time),
    ])
    static let fields =
        [
            DecodedField(jsonKey: "at", type: .time, isRequired: true, column: 0),
            DecodedField(jsonKey: "checked", type: .int, isRequired: false, column: nil),
            DecodedField(jsonKey: "checked_text", type: .string, isRequired: false, column: nil),
        ]
        + layout.columns.indices.dropFirst().map {
            DecodedField(
                jsonKey: layout.columns[$0].name, type: layout.columns[$0].type, isRequired: $0 == 1,
                column: $0)
        }

    let symbols = SymbolTable()
    let decoder: RecordDecoder
    let batch: RowBatch
    private(set) var rejected: [RejectedRecord] = []
    private(set) var counts = DecodeCounts()

    init(
        fields: [DecodedField] = TestDecoder.fields, layout: RowLayout = TestDecoder.layout,
        capacity: Int = 4096,
        limits: DecodeLimits = .init()
    ) {
        decoder = RecordDecoder(fields: fields, layout: layout, symbols: symbols, limits: limits)
        batch = RowBatch(layout: layout, capacity: capacity)
    }

    /// Decodes payloads into the emptied batch and returns the rows as text.
    @discardableResult
    func decode(_ payloads: [[UInt8]?]) -> [String] {
        let records = TestRecords(payloads)
        return decode(records.fetch, 0..<payloads.count)
    }

    @discardableResult
    func decode(_ texts: String...) -> [String] { decode(texts.map { Array($0.utf8) }) }

    @discardableResult
    func decode(_ fetch: FetchedRecords, _ range: Range<Int>) -> [String] {
        batch.removeAll()
        rejected = []
        counts = decoder.decode(fetch, range: range, into: batch, rejected: &rejected)
        return (0..<batch.count).map { row($0) }
    }

    /// The cells of a row, the null ones left out: `event_time=1 id=a`.
    func row(_ row: Int) -> String {
        batch.layout.columns.indices.compactMap { column in
            cell(row, column).map { "\(batch.layout.columns[column].name)=\($0)" }
        }.joined(separator: " ")
    }

    private func cell(_ row: Int, _ column: Int) -> String? {
        let slot = batch.values[column][row]
        guard batch.states[column][row] == CellState.value.rawValue else { return slot == 0 ? nil : "stale" }
        let description = batch.layout.columns[column]
        switch description.type {
        case .int, .time: return "\(slot)"
        case .double: return "\(Double(bitPattern: UInt64(bitPattern: slot)))"
        case .bool: return slot == 1 ? "true" : "false"
        case .string:
            return description.storage == .symbol
                ? symbols.string(of: UInt32(slot))
                : String(decoding: batch.textBytes(row: row, column: column), as: UTF8.self)
        }
    }

    /// The code of the only record, or `nil` if it was decoded.
    func code(of payload: [UInt8]) -> RejectionCode? {
        decode([payload])
        return rejected.first?.code
    }
}

/// SplitMix64, so that every run draws the same numbers.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var x = state
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// An event as shops send them.
let delivery = """
    {"event_id":"01J7ABCDEF","event_type":"order_delivered","at":1700000000007,"id":"ord-49",\
    "kind":"seller-12","carrier":"sf-express","due":1700000003600,"delivered_at":1700000000007,\
    "warehouse":{"id":"wh-12","city":"杭州"},"items":[{"sku":"sku-1234","qty":2,"price":19.99}],\
    "currency":"CNY","note":"a\\n\\ud83d\\ude00","ok":true,"extra":null,"amount":7.25}
    """

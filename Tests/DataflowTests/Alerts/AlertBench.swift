import Dataflow
import EventModel
import Expressions

/// The instances of one rule, driven by hand with results that have a count and a text.
final class AlertBench {
    static let layout = RowLayout([
        .init(name: "window_start", type: .time), .init(name: "window_end", type: .time),
        .init(name: "partial", type: .bool), .init(name: "seller", type: .string),
        .init(name: "value", type: .double), .init(name: "count", type: .int),
        .init(name: "samples", type: .string, storage: .text), .init(name: "of", type: .int),
        .init(name: "among", type: .int),
    ])

    let keys = SymbolTable()
    let instances: AlertInstances
    /// What was told, without the name of the rule.
    var told: [String] = []
    /// What the evidence said, one for each.
    var evidence: [String] = []
    var scores: [Double?] = []
    /// Keys that have content although they are not evaluated.
    var live: Set<String> = []
    private let symbols = SymbolTable()
    private let batch: RowBatch
    private let entities: UnsafeMutablePointer<UInt32>

    init(_ plan: AlertRulePlan, capacity: Int = 1024) {
        instances = AlertInstances(
            plan: plan, index: 0, layout: Self.layout, keys: keys, symbols: symbols, capacity: capacity)
        batch = RowBatch(layout: Self.layout, capacity: capacity)
        entities = .allocate(capacity: capacity)
    }

    convenience init(_ alert: NaiveAlert, capacity: Int = 1024) throws {
        self.init(try alert.plan("r", layout: Self.layout), capacity: capacity)
    }

    deinit { entities.deallocate() }

    /// One evaluation: the count of each seller that has data.
    func evaluate(_ counts: KeyValuePairs<String, Int64>, at time: Int64) {
        evaluate(counts.map { Result(seller: $0, count: $1) }, at: time)
    }

    struct Result {
        var seller: String
        var count: Int64 = 0
        var samples: String?
        var value: Double = 0
        var among: Int64 = 0
    }

    func evaluate(_ results: [Result], at time: Int64) {
        pass(time - 1)
        var start = 0
        while start < results.count {
            let end = min(start + batch.capacity, results.count)
            fill(results[start..<end], time)
            instances.evaluate(batch, entities: entities, at: time)
            start = end
        }
        instances.finishEvaluation(
            at: time, isLive: { self.live.contains(KeyBytes.text(of: self.keys.bytes(of: $0))) }, note)
        pass(time)
    }

    func pass(_ time: Int64) { instances.pass(time, note) }

    private func note(_ transition: AlertTransition) {
        told.append(
            "\(KeyBytes.text(of: keys.bytes(of: transition.key))) \(transition.transition.rawValue)"
                + " @\(transition.time.milliseconds) since \(transition.startedAt.milliseconds)")
        let row = transition.evidence
        let hasText = row.states[7][0] == CellState.value.rawValue
        let text = hasText ? String(decoding: row.textBytes(row: 0, column: 7), as: UTF8.self) : "-"
        evidence.append("\(row.values[6][0]) \(text) @\(row.times[0])")
        scores.append(transition.figures?.score)
    }

    private func fill(_ results: ArraySlice<Result>, _ time: Int64) {
        batch.removeAll()
        for result in results {
            let row = batch.count
            batch.count += 1
            let slots: [Int64] = [
                time, time - 10, time, 0, Int64(symbols.intern(result.seller)),
                Int64(bitPattern: result.value.bitPattern), result.count, 0,
                result.count, result.among,
            ]
            for column in slots.indices {
                batch.values[column][row] = slots[column]
                batch.states[column][row] = CellState.value.rawValue
            }
            if var samples = result.samples {
                batch.values[7][row] = samples.withUTF8 { batch.text.append(UnsafeRawBufferPointer($0)).slot }
            } else {
                batch.states[7][row] = CellState.null.rawValue
            }
            entities[row] = NaiveAlert.key(result.seller).withUnsafeBytes { keys.intern($0) }
        }
    }
}

extension [String] {
    /// Lines like `a firing @70 since 70`, in the order in which they must be told.
    var sortedByTimeAndEntity: [String] {
        sorted { left, right in
            func parts(_ line: String) -> (Int, String) {
                let words = line.split(separator: " ")
                return (Int(words[2].dropFirst()) ?? 0, String(words[0]))
            }
            return parts(left) < parts(right)
        }
    }
}

import Dataflow
import EventModel

/// One event for a ledger.
struct LedgerEvent {
    enum Kind: CaseIterable { case make, fulfil, waive }

    var kind: Kind
    var key: String
    var time: Int64
    var due: Int64 = 0
    var id = ""
    var seller = "s"

    /// Up to 40 events of a few keys: all close together, or so far apart that keys are forgotten and come again.
    static func random(_ random: inout SplitMix64) -> [LedgerEvent] {
        let span: Int64 = [300, 1500, 6000][Int.random(in: 0..<3, using: &random)]
        let keys = Int.random(in: 1...8, using: &random)
        return (0..<Int.random(in: 1...40, using: &random)).map { number in
            let time = Int64.random(in: 100..<100 + span, using: &random)
            let isFar = Int.random(in: 0..<8, using: &random) == 0
            let due = Int64.random(in: isFar ? 500..<1500 : -50..<120, using: &random)
            return LedgerEvent(
                kind: Kind.allCases.randomElement(using: &random) ?? .make,
                key: "k\(Int.random(in: 0..<keys, using: &random))", time: time, due: time + due,
                id: "e\(number)", seller: "s\(Int.random(in: 0..<5, using: &random))")
        }
    }
}

/// A moment of an arrival: what comes, and how far the watermark is afterwards.
struct LedgerStep {
    var events: [LedgerEvent]
    var watermark: Int64

    /// Any order in which events may arrive: none of them further behind the watermark than the allowed lateness. Up to
    /// five of a kind come in one batch.
    static func arrival(
        of events: [LedgerEvent], allowedLateness: Int64, _ random: inout SplitMix64
    ) -> [LedgerStep] {
        let disorder: Int64 = [1, 60, 600, 10_000][Int.random(in: 0..<4, using: &random)]
        let order = events.map { ($0, $0.time + Int64.random(in: 0..<disorder, using: &random)) }
            .sorted { $0.1 < $1.1 }.map(\.0)
        var steps: [LedgerStep] = []
        var place = 0
        var watermark: Int64 = 0
        while place < order.count {
            var end = place + 1
            let most = place + Int.random(in: 1...5, using: &random)
            while end < min(most, order.count), order[end].kind == order[place].kind { end += 1 }
            let bound = (order[end...].map(\.time).min() ?? order[end - 1].time) + allowedLateness
            if Bool.random(using: &random), bound > watermark {
                watermark =
                    Bool.random(using: &random) ? bound : Int64.random(in: watermark...bound, using: &random)
            }
            steps.append(LedgerStep(events: Array(order[place..<end]), watermark: watermark))
            place = end
        }
        return steps
    }
}

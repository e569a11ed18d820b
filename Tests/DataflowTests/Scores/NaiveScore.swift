import Dataflow
import EventModel
import Expressions

/// A score over two metrics, `good` and `late`, and the results that it is told; recomputed the plain way.
enum NaiveScore {
    static let every: Int64 = 10
    static let forgetAfter: Int64 = 45
    static let steps = 3

    static let metric = ResultLayout(
        keyNames: ["seller"], aggregates: [("value", .share)], isOfPromise: false)
    static let names = ["good", "late"]

    /// One result of a metric, told at a time.
    struct Result {
        var toldAt: Int64
        var windowEnd: Int64
        var seller: String
        var input: Int
        var kind: ResultKind
        var of: Int64
        var among: Int64
        var isPartial = false

        var value: Double? { among > 0 ? Double(of) / Double(among) : nil }
    }

    static func plan() throws -> ScorePlan {
        let columns = [metric.valueColumn] + (metric.shareColumn.map { [$0, $0 + 1] } ?? [])
        let inputs = names.enumerated().map {
            ScoreInput(name: $1, group: 0, metric: $0, columns: columns)
        }
        let layout = ScoreLayout(keyNames: ["seller"], inputs: inputs.map { ($0, metric) })
        let scope = Scope(variables: layout.variables, functions: ScoreFunctions.declarations)
        func compiled(_ text: String) throws -> CompiledExpression {
            try CheckedExpression(text, scope: scope).compiled(for: layout.rows)
        }
        return ScorePlan(
            name: "trust", inputs: inputs, results: layout,
            value: try compiled("100.0 * geometric_mean(3, good, 1, 1.0 - late)"),
            ratedWhen: try compiled("good.among + late.among >= 5"), everyMilliseconds: every,
            compareSteps: steps, forgetAfterMilliseconds: forgetAfter)
    }

    /// All scores up to a time, as text.
    static func told(_ results: [Result], through end: Int64) -> [String] {
        var lines: [String] = []
        for seller in Set(results.map(\.seller)).sorted() {
            var values: [Int64: Double] = [:]
            var isKnown: [Int64: Bool] = [:]
            for boundary in stride(from: -every * 10, through: end, by: Int(every)) {
                let held = (0..<2).map { input in
                    latest(results.filter { $0.seller == seller && $0.input == input }, at: boundary)
                }
                isKnown[boundary] = held.contains { $0 != nil }
                guard isKnown[boundary] == true else { continue }
                var value: Double?
                if let good = held[0], let late = held[1], good.among + late.among >= 5,
                    let up = good.value, let down = late.value
                {
                    value = mean(up, 1 - down)
                }
                values[boundary] = value
                // A key that was dropped in between has lost its past.
                let past = (0...steps).map { boundary - Int64($0) * every }
                let previous =
                    past.allSatisfy { isKnown[$0] == true } ? values[boundary - Int64(steps) * every] : nil
                let change = value.flatMap { now in previous.map { now - $0 } }
                let isPartial = held.contains { $0?.isPartial == true }
                lines.append(
                    line(boundary, seller, value, previous, change, isPartial, held.map { $0?.value }))
            }
        }
        return lines.sorted()
    }

    static func line(
        _ time: Int64, _ seller: String, _ value: Double?, _ previous: Double?, _ change: Double?,
        _ isPartial: Bool, _ inputs: [Double?]
    ) -> String {
        // Rounded, as the engine goes by logarithms; 0 is added so that there is no -0.
        func text(_ number: Double?) -> String { number.map { "\(($0 * 1e9).rounded() / 1e9 + 0)" } ?? "-" }
        return
            "@\(time) \(seller) \(text(value)) \(value == nil ? "unrated" : "rated") before \(text(previous))"
            + " change \(text(change)) \(isPartial ? "partial" : "whole") of "
            + inputs.map(text).joined(separator: " ")
    }

    private static func mean(_ good: Double, _ kept: Double) -> Double {
        100 * (good * good * good * kept).squareRoot().squareRoot()
    }

    /// What an input stands for: goes through what was told of it in order.
    private static func latest(_ told: [Result], at boundary: Int64) -> Result? {
        var held: Result?
        for result in told.filter({ $0.toldAt <= boundary }).sorted(by: { $0.toldAt < $1.toldAt }) {
            if result.kind == .withdrawn {
                if held?.windowEnd == result.windowEnd { held = nil }
            } else if result.windowEnd >= held?.windowEnd ?? .min {
                held = result
            }
        }
        guard let held, boundary - held.windowEnd <= forgetAfter else { return nil }
        return held
    }
}

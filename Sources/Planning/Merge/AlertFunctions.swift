import Dataflow
import EventModel
public import Expressions
public import PipelineSpec

/// The functions that conditions and summaries of alerts may call.
public enum AlertFunctions {
    /// Those for rules on a metric.
    public static func declarations(for metric: MetricDeclaration) -> [FunctionDeclaration] {
        [percent] + (metric.prior.map { [probabilityAbove($0)] } ?? [])
    }

    /// What they are, for the documentation.
    public static let section = FunctionSection(
        title: "Functions of alerts",
        note:
            "They may be called in `when`, `clear`, `summary` and annotations of alerts; `probability_above` only where the metric is a share with a `prior`, from whose `of` and `among` the probability follows.",
        functions: [probabilityAbove(Prior(mean: 0.05, weight: 50)), percent])

    /// A share as people write it: `12.3 %`.
    static let percent = FunctionDeclaration(
        name: "percent", parameters: [.double], result: .string,
        summary: "a share of 1 as a percentage, like 12.3 %", example: .init("percent(0.123)", "\"12.3 %\"")
    ) { arguments, count, result in
        for row in 0..<count where result.states[row] == CellState.value.rawValue {
            let share = Double(bitPattern: UInt64(bitPattern: arguments[0].values[row]))
            guard share.isFinite, abs(share) < 1e12 else {
                result.setError(row: row)
                continue
            }
            let tenths = Int64((share * 1000).rounded())
            let sign = tenths < 0 ? "-" : ""
            result.setString("\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10) %", row: row)
        }
    }

    /// P(rate > limit) by the Beta posterior of the metric's share.
    static func probabilityAbove(_ prior: Prior) -> FunctionDeclaration {
        FunctionDeclaration(
            name: "probability_above", parameters: [.double], implicit: ["of", "among"], result: .double,
            summary:
                "the probability that the true rate is above a limit, given the prior and what was counted",
            example: .init("probability_above(0.10)", "0.97")
        ) { arguments, count, result in
            for row in 0..<count where result.states[row] == CellState.value.rawValue {
                let posterior = BetaDistribution(
                    priorMean: prior.mean, weight: prior.weight, successes: arguments[1].values[row],
                    trials: arguments[2].values[row])
                let limit = Double(bitPattern: UInt64(bitPattern: arguments[0].values[row]))
                let probability = posterior.probabilityAbove(limit)
                result.values[row] = Int64(bitPattern: probability.bitPattern)
            }
        }
    }
}

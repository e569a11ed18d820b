extension DetectorForm {
    /// `cusum: { odds_ratio: 2, false_alarms_per_day: 0.01 }`
    static let cusum = DetectorForm(
        key: .optional(
            "cusum", "{ odds_ratio: 2, false_alarms_per_day: 0.01 }: a share against the entity's own past",
            .section(cusumKeys),
            "Finds a share that has slipped against the entity's own past: a Bernoulli CUSUM."),
        keys: cusumKeys,
        objection: { metric in
            if let objection = metric.objection(to: "cusum") { return objection }
            guard !metric.value.isShare || metric.prior == nil else { return nil }
            return (
                "cusum needs a share with a prior, which metric '\(metric.name)' is not",
                "share and prior: { mean: 0.05, weight: 50 } in metric '\(metric.name)'"
            )
        }
    ) { section, _ in
        let odds = section.number("odds_ratio") { $0 > 0 && $0 != 1 }
        let falseAlarms = section.number("false_alarms_per_day") { $0 > 0 }
        let outcomes = section.number("outcomes_per_day") { $0 > 0 }
        let pause = section.duration("pause", default: 86_400_000)
        guard let falseAlarms else { return nil }
        return .cusum(
            CUSUMDeclaration(
                oddsRatio: odds ?? 2, falseAlarmsPerDay: falseAlarms, outcomesPerDay: outcomes,
                pauseMilliseconds: pause))
    }

    private static let cusumKeys: [SectionKey] = [
        .optional(
            "odds_ratio", "a number above 0 that is not 1: the change of the odds to find, 2 if left out",
            .between(0, 1_000), default: "2", "The change of the odds that it is made to find."),
        .required(
            "false_alarms_per_day",
            "a number above 0: how many false alarms each entity may cause in a day, such as 0.01",
            .between(0, 1_000_000), "How many false alarms are allowed in a day."),
        .optional(
            "outcomes_per_day",
            "a number above 0: the outcomes of all entities in a day; the false alarms are those of all then",
            .between(0, 1e15),
            "The outcomes of all entities in a day, when the false alarms are to be those of all."),
        .optional(
            "pause", "how long nothing is counted after a signal, 24h if left out", .duration, default: "24h",
            "How long nothing is counted after a signal."),
    ]
}

extension DetectorForm {
    /// `ewma: { side: rise }`
    static let ewma = DetectorForm(
        key: .optional(
            "ewma", "{ side: rise, training: 30 }: a number that moves to another level", .section(ewmaKeys),
            "Finds a number that moves to another level: an exponentially weighted moving average."),
        keys: ewmaKeys,
        objection: { $0.objection(to: "ewma") }
    ) { section, _ in
        let side = section.choice("side", default: EWMADeclaration.Side.both)
        let smoothing = section.number("smoothing") { $0 > 0 && $0 <= 1 }
        let deviations = section.number("deviations") { $0 > 0 }
        let training = section.integer("training", in: 10...10_000, default: 30)
        return .ewma(
            EWMADeclaration(
                side: side, smoothing: smoothing ?? 0.2, deviations: deviations ?? 3, training: training))
    }

    private static let ewmaKeys: [SectionKey] = [
        .optional(
            "side", "rise, fall or both; both if left out", .choice(["rise", "fall", "both"]),
            default: "both",
            "Which way it must move."),
        .optional(
            "smoothing", "a number above 0, at most 1: the weight of the newest value, 0.2 if left out",
            .number(0...1), default: "0.2", "The weight of the newest value."),
        .optional(
            "deviations",
            "a number above 0: how many standard deviations of the average away it signals, 3 if left out",
            .between(0, 1_000), default: "3", "How many standard deviations of the average away it signals."),
        .optional(
            "training", "a whole number from 10 to 10000: from how many values it learns, 30 if left out",
            .integer(10...10_000), default: "30", "From how many values it learns what is usual."),
    ]
}

/// Reads what is expected of a share before anything is known.
enum PriorSection {
    static let keys: [SectionKey] = [
        .required("mean", "a number between 0 and 1", .between(0, 1), "The share that is expected."),
        .required(
            "weight", "a number above 0: how many observations it weighs as much as", .between(0, .infinity),
            "How many observations the expectation weighs as much as."),
    ]

    static func read(in metric: Section) -> Prior? {
        guard let section = metric.section("prior", keys: keys) else { return nil }
        let mean = section.number("mean") { $0 > 0 && $0 < 1 }
        let weight = section.number("weight") { $0 > 0 }
        // One that was written but is wrong is replaced: its absence would be a second problem in the alerts.
        return Prior(mean: mean ?? 0.5, weight: weight ?? 1)
    }
}

import PipelineSpec

extension PlanWarnings {
    /// More panes than this in a window are worth a warning.
    private static let manyPanes: Int64 = 1000

    func warnings(_ metric: MetricDeclaration) -> [PlanWarning] {
        unbounded(metric) + window(metric) + outliving(metric)
    }

    private func unbounded(_ metric: MetricDeclaration) -> [PlanWarning] {
        guard let reason = metric.by.lazy.compactMap({ cardinality.reason($0) }).first else { return [] }
        let key = metric.by.joined(separator: ", ")
        var found: [PlanWarning] = []
        if WindowFigures(metric.window).keeping == .total {
            found.append(
                PlanWarning(
                    .unboundedState, metric.location,
                    "metric '\(metric.name)' keeps a total for every \(key) there ever was, and \(reason)",
                    cure: "a window that ends, such as { hopping: 30d, every: 1d }, or a key with few values")
            )
        } else {
            found.append(
                PlanWarning(
                    .unboundedKeys, metric.location,
                    "metric '\(metric.name)' is by \(key), and \(reason): the names of keys stay in memory while a worker"
                        + " runs, also those of windows that are over",
                    cure: "a key with few values, or memory for all keys between two starts"))
        }
        let sketches = ([metric.value] + metric.also.map(\.aggregate)).compactMap(\.sketchName)
        if let sketch = sketches.first {
            found.append(
                PlanWarning(
                    .unboundedSketches, metric.location,
                    "metric '\(metric.name)' has \(sketch) for every \(key), and \(reason)",
                    cure:
                        "a count or a sum for such keys, or the \(sketch.split(separator: " ").last ?? "") by a key"
                        + " with few values"))
        }
        return found
    }

    private func window(_ metric: MetricDeclaration) -> [PlanWarning] {
        let figures = WindowFigures(metric.window)
        var found: [PlanWarning] = []
        let (width, step) = (figures.widthMilliseconds, figures.stepMilliseconds)
        if let overlap = figures.overlap, overlap.least != overlap.most {
            let shorter = PlanWords.duration(width - width % step)
            let longer = PlanWords.duration(width - width % step + step)
            found.append(
                PlanWarning(
                    .unevenWindow, metric.location,
                    "the window of metric '\(metric.name)' is \(PlanWords.duration(width)), no multiple of its step of"
                        + " \(PlanWords.duration(step)): some events are in \(overlap.least) windows, others in"
                        + " \(overlap.most), and panes are \(figures.panes) long",
                    cure: "a width of \(shorter) or \(longer), or another step"))
        }
        if let panes = figures.panesPerWindow, panes > Self.manyPanes {
            found.append(
                PlanWarning(
                    .manyPanes, metric.location,
                    "a window of metric '\(metric.name)' is made of \(PlanWords.count(panes, "pane")) of"
                        + " \(figures.panes): each key keeps a record in every pane that it has rows in",
                    cure: "a longer step: a hundredth of the width is fine enough for most"))
        }
        return found
    }

    private func outliving(_ metric: MetricDeclaration) -> [PlanWarning] {
        guard case .promise(let name, _) = metric.input, let promise = pipeline.promise(named: name) else {
            return []
        }
        let figures = WindowFigures(metric.window)
        guard figures.widthMilliseconds > promise.forgetAfterMilliseconds else { return [] }
        let forget = PlanWords.duration(promise.forgetAfterMilliseconds)
        let isTotal = figures.keeping == .total
        return [
            PlanWarning(
                .windowOutlivesPromise, metric.location,
                "the window of metric '\(metric.name)' is longer than promise '\(name)' is remembered: what happens to a"
                    + " promise more than \(forget) after its due time is not seen, though the window goes on",
                cure: isTotal
                    ? "a window that ends, or a longer forget_after in promise '\(name)'"
                    : "forget_after: \(PlanWords.duration(figures.widthMilliseconds)) or more in promise '\(name)'"
            )
        ]
    }
}

extension AggregateDeclaration {
    /// What it keeps beside some words, with its article.
    fileprivate var sketchName: String? {
        switch self {
        case .distinct: "a sketch of distinct"
        case .quantile: "a sketch of quantile"
        case .top: "a sketch of top"
        case .sample: "a sketch of sample"
        default: nil
        }
    }
}

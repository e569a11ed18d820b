import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    private static let dayMilliseconds = 86_400_000.0

    private var lateness: Int64 { plan.merge.allowedLatenessMilliseconds }

    private func metric(_ group: Int, _ place: Int) -> MetricDeclaration? {
        pipeline.metric(named: plan.metricLabels[group][place].name)
    }

    /// The id of what a metric's rows come from.
    private func input(of metric: MetricDeclaration) -> String {
        switch metric.input {
        case .source(let name): lastOfSource[name] ?? ""
        case .promise(let name, _): id(.promise, name)
        case .visits(let name): id(.visits, name)
        }
    }

    /// Rows per second that a metric counts.
    private func rowsPerSecond(of metric: MetricDeclaration) -> Double {
        let rows =
            switch metric.input {
            case .source(let name): assumptions.value(.eventsPerSecond, of: name)
            case .promise(let name, _):
                assumptions.value(.eventsPerSecond, of: pipeline.promise(named: name)?.made.source)
                    * assumptions.value(.promiseShare, of: name)
            case .visits(let name):
                assumptions.value(
                    .eventsPerSecond, of: pipeline.visits.first { $0.name == name }?.source)
                    / assumptions.value(.visitEvents, of: name)
            }
        return rows * assumptions.value(.usedShare, of: metric.name)
    }

    /// Where the groups of a gather stage add up what goes on to the merge stage.
    func explainPartials(stage: Int) {
        for (number, group) in plan.merge.groups.enumerated() {
            let metrics = group.metrics.indices.compactMap { metric(number, $0) }
            guard let first = metrics.first, plan.groupInputs[number].contains(where: { $0.stage == stage })
            else { continue }
            noteTraffic(of: first, words: group.record.wordCount, from: stage, group: number)
            guard plan.finishingStage(of: number) == nil else { continue }
            let words = group.record.wordCount
            let id = add(
                .partials, group.name, stage: stage, at: first.location, key: first.by,
                facts: [
                    PlanFact(name: "of", text: metrics.map(\.name).joined(separator: ", ")),
                    PlanFact(
                        name: "record", text: "\(PlanWords.count(Int64(words), "word")), \(words * 8) bytes"),
                    PlanFact(name: "traffic", text: traffic(of: first, words: words, stage: stage)),
                ])
            connect(input(of: first), id, rows(of: first))
            connect(id, internalTopics.partials, "by \(first.by.joined(separator: ", "))")
        }
    }

    private func rows(of metric: MetricDeclaration) -> String {
        if case .promise(_, let moment) = metric.input { return "when \(moment.rawValue)" }
        return ""
    }

    /// One partial for each key that changed in a task since the last commit, however many rows it had.
    private func traffic(of metric: MetricDeclaration, words: Int, stage: Int) -> String {
        let (partials, bytes) = partialsPerSecond(of: metric, words: words, stage: stage)
        let atCommit = partials / Double(gatherTasks(of: stage) ?? 1) / commitsPerSecond
        let known = gatherTasks(of: stage) == nil ? " for one partition" : ""
        return "\(PlanWords.number(partials)) partials/s, \(PlanWords.bytes(bytes))/s\(known);"
            + " \(PlanWords.number(atCommit.rounded(.up))) at each commit of a task"
    }

    private func partialsPerSecond(
        of metric: MetricDeclaration, words: Int, stage: Int
    ) -> (partials: Double, bytes: Double) {
        let tasks = Double(gatherTasks(of: stage) ?? 1)
        let keys = assumptions.value(.keys, of: metric.name)
        let rows = rowsPerSecond(of: metric) / commitsPerSecond / tasks
        let partials = expectedKeys(keys, rows: rows) * tasks * commitsPerSecond
        return (partials, partials * (Double(words) * 8 + assumptions.value(.keyBytes, of: metric.name) + 12))
    }

    /// What changes in a group's panes is written to the changelog of the stage that finishes it; if that is the merge
    /// stage, it travels there first.
    private func noteTraffic(of metric: MetricDeclaration, words: Int, from stage: Int, group: Int) {
        let (_, bytes) = partialsPerSecond(of: metric, words: words, stage: stage)
        let finishing = plan.finishingStage(of: group)
        if finishing == nil { traffic.partials += bytes }
        traffic.changes[finishing ?? mergeStage, default: 0] += bytes
    }

    /// The windows of a stage, metric by metric.
    func explainMetrics(finishedIn stage: Int?) {
        for (number, group) in plan.merge.groups.enumerated() where plan.finishingStage(of: number) == stage {
            for place in group.metrics.indices {
                guard let metric = metric(number, place) else { continue }
                let figures = WindowFigures(metric.window)
                let id = add(
                    .metric, metric.name, stage: stage ?? mergeStage, at: metric.location, key: metric.by,
                    facts: facts(of: metric, figures) + [
                        PlanFact(name: "finished", text: finishing(of: number))
                    ],
                    size: size(of: metric, figures, group: group, place: place),
                    fingerprint: fingerprints.metric(metric), restartMeans: restart(figures))
                if stage == nil {
                    connect(internalTopics.partials, id)
                } else {
                    connect(input(of: metric), id, rows(of: metric))
                }
                connect(id, settings.topics.metrics, "results")
            }
        }
    }

    private func restart(_ figures: WindowFigures) -> String {
        guard figures.keeping == .panes else { return "it counts from the change on" }
        return
            "its windows are whole again \(PlanWords.duration(figures.widthMilliseconds)) after the change;"
            + " until then they are partial, and alerts on them rest unless they include partial windows"
    }

    private func facts(of metric: MetricDeclaration, _ figures: WindowFigures) -> [PlanFact] {
        var facts = [
            PlanFact(name: "value", text: metric.value.canonicalText),
            PlanFact(name: "window", text: figures.text),
            PlanFact(name: "panes", text: panes(metric, figures)),
            PlanFact(name: "results", text: results(of: metric, figures)),
        ]
        if let filter = metric.filter {
            facts.insert(PlanFact(name: "where", text: filter.canonicalText), at: 0)
        }
        if !metric.also.isEmpty {
            facts.insert(PlanFact(name: "also", text: metric.also.map(\.name).joined(separator: ", ")), at: 1)
        }
        return facts
    }

    /// How long after its end a window of a metric is final: those over visits wait for the longest one.
    private func lateness(of metric: MetricDeclaration) -> Int64 {
        let wait = plan.merge.groups.first { $0.metrics.contains { $0.name == metric.name } }?
            .waitMilliseconds
        return lateness + (wait ?? 0)
    }

    private func panes(_ metric: MetricDeclaration, _ figures: WindowFigures) -> String {
        let open = figures.openWindows(latenessMilliseconds: lateness(of: metric))
        let kept = figures.panesKept(latenessMilliseconds: lateness(of: metric))
        guard figures.keeping != .sessions else {
            return "none: a record for each session that is not final, \(figures.panes)"
        }
        guard let panes = figures.panesPerWindow else {
            return "of \(figures.panes) into one total, \(PlanWords.count(kept, "pane")) kept"
        }
        return "\(PlanWords.count(panes, "pane")) of \(figures.panes) per window, \(kept) kept,"
            + " \(PlanWords.count(open, "window")) open"
    }

    private func results(of metric: MetricDeclaration, _ figures: WindowFigures) -> String {
        let perKey = figures.endsPerDay
        let kinds = lateness > 0 ? 2.0 : 1
        let keys = assumptions.value(.keys, of: metric.name)
        let each = perKey >= 1 ? PlanWords.number(perKey) : "1 in \(PlanWords.number(1 / perKey)) days"
        let most = figures.tellsChangesOnly ? "at most " : ""
        let total = PlanWords.number(perKey * kinds * keys)
        let final = lateness > 0 ? "each provisional, then final" : "final at once"
        return "\(most)\(each) per key and day, \(final): \(total) records a day at most"
    }

    /// Results per second at most, for the topic that takes them.
    var resultsPerSecond: Double {
        let kinds = lateness > 0 ? 2.0 : 1
        return pipeline.metrics.reduce(0) {
            $0 + WindowFigures($1.window).endsPerDay * kinds * assumptions.value(.keys, of: $1.name) / 86_400
        }
    }

    private func size(
        of metric: MetricDeclaration, _ figures: WindowFigures, group: MetricGroupPlan, place: Int
    ) -> StateEstimate {
        let words = group.wordCount(ofMetric: place)
        let sketch = group.sketchBytes(ofMetric: place)
        let name = StateSize.name(bytes: Int(clamped: assumptions.value(.keyBytes, of: metric.name)))
        let panes = figures.panesKept(latenessMilliseconds: lateness(of: metric))
        let pane = 4 + words * 2 + sketch
        let cursors = lateness > 0 ? 2 : 1
        let running = words * 10 + 12 + sketch
        let perKey = name + cursors * running + Int(clamping: panes) * pane
        let keys = assumptions.value(.keys, of: metric.name)
        let rate = rowsPerSecond(of: metric) / 1000
        let inPane = expectedKeys(keys, rows: rate * Double(figures.paneMilliseconds))
        let inWindow = expectedKeys(keys, rows: rate * Double(figures.widthMilliseconds))
        let total =
            inWindow * Double(name + cursors * running) + inPane * Double(panes) * Double(pane)
        return StateEstimate(
            bytesPerKey: perKey,
            formula: "\(name) name + \(cursors) × \(running) running + \(panes) × \(pane) pane",
            entries: Int(clamped: inWindow), entry: "key", bytes: Int(clamped: total))
    }
}

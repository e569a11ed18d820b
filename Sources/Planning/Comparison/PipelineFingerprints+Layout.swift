import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// What decides how state is laid out beside what it means.
extension PipelineFingerprints {
    /// How far the sources of the gather stages are: by their places.
    var time: OperatorFingerprint {
        let stages = plan.gatherStages.map { stage in
            Part(stage.name, stage.sources.map { plan.sources[$0].name }.joined(separator: ", "))
        }
        return OperatorFingerprint(state: [version] + stages)
    }

    /// Rows of a source that wait for their task's watermark, column by column.
    func tardy(_ source: SourceDeclaration) -> OperatorFingerprint {
        let layout = plan.sources.first { $0.name == source.name }?.layout
        return OperatorFingerprint(
            state: self.source(source).state + [Part("columns", layout.map(Self.text) ?? "")])
    }

    /// The panes of metrics that share a record.
    func group(_ group: Int) -> OperatorFingerprint {
        let metrics = plan.metricLabels[group].compactMap { pipeline.metric(named: $0.name) }
        return OperatorFingerprint(
            state: metrics.map { Part("metric '\($0.name)'", metric($0).hash, isInput: true) })
    }

    /// The metrics that share a record with one, if there are any: what is kept of one key is kept of all of them.
    func record(of metric: MetricDeclaration) -> Part {
        let labels = plan.metricLabels.first { $0.contains { $0.name == metric.name } } ?? []
        guard labels.count > 1 else { return Part("record", "") }
        let places = labels.indices.map { place in
            let isTwin = labels[..<place].contains { $0.name == labels[place].name }
            let declared = pipeline.metric(named: labels[place].name)
            let values = ([declared?.value].compactMap { $0 } + (declared?.also.map(\.aggregate) ?? []))
                .map(\.canonicalText)
            let filter = declared?.filter.map { ["where \($0.canonicalText)"] } ?? []
            let window = declared.map { [WindowFigures($0.window).text] } ?? []
            let texts = isTwin ? ["by panes"] : values + filter + window
            return "\(labels[place].name) (\(texts.joined(separator: "; ")))"
        }
        return Part("record", places.joined(separator: ", "))
    }

    /// The columns of the results that a rule keeps.
    func results(of alert: AlertDeclaration) -> Part {
        guard let rule = plan.merge.rules.first(where: { $0.name == alert.name }) else {
            return Part("results", "")
        }
        let layout =
            rule.score.map { plan.merge.scores[$0].results.rows }
            ?? plan.merge.groups[rule.group].metrics[rule.metric].results.rows
        return Part("results", Self.text(layout))
    }

    /// The columns of a score.
    func columns(of score: ScoreDeclaration) -> Part {
        let layout = plan.merge.scores.first { $0.name == score.name }?.results.rows
        return Part("columns", layout.map(Self.text) ?? "")
    }

    private static func text(_ layout: RowLayout) -> String {
        layout.columns.map { column in
            let storage = column.type == .string && column.storage == .text ? " text" : ""
            return "\(column.name): \(column.type.rawValue)\(storage)"
        }.joined(separator: ", ")
    }
}

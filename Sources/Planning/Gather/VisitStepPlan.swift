public import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// Visits as a gather stage runs them: which rows they are made of, and which metric groups read them.
public struct VisitStepPlan: Sendable {
    /// The source, by number.
    public var source: Int
    /// The tracker.
    public var visits: VisitPlan
    /// The metric groups that read its rows.
    public var groups: [Int]
}

extension VisitStepPlan {
    init(
        _ visits: VisitDeclaration, _ pipeline: PipelineDeclaration, _ columns: ColumnUsage, groups: [Int]
    ) {
        let number = pipeline.sources.firstIndex { $0.name == visits.source } ?? 0
        let layout = columns.sourceLayouts[number]
        func column(_ field: NamedField) -> Int { layout.index(of: field.field) ?? 0 }
        source = number
        self.groups = groups
        self.visits = VisitPlan(
            name: visits.name, gapMilliseconds: visits.gapMilliseconds,
            maximumMilliseconds: visits.maximumMilliseconds,
            allowedLatenessMilliseconds: pipeline.time.allowedLatenessMilliseconds,
            visitorColumn: layout.index(of: visits.visitor) ?? 0,
            idColumn: layout.index(of: pipeline.sources[number].schema.idField) ?? 0,
            conditions: VisitConditions(
                bot: visits.bot?.compiled(for: layout), page: visits.page?.compiled(for: layout),
                keyEvent: visits.keyEvent?.compiled(for: layout),
                steps: visits.funnel.map { $0.condition.compiled(for: layout) },
                flags: visits.flags.map { $0.condition.compiled(for: layout) },
                counts: visits.counts.map { $0.condition.compiled(for: layout) }),
            entryColumns: visits.entry.map(column), exitColumns: visits.exit.map(column),
            distinctColumn: visits.distinct.map(column),
            effective: EffectiveVisit(
                dwellAboveMilliseconds: visits.effectiveDwellMilliseconds, pages: Int64(visits.effectivePages)
            ),
            tellsBots: visits.tellsBots,
            limits: VisitLimits(eventsPerStep: visits.eventsPerStep, distinctValues: visits.distinctValues),
            rows: VisitRowLayout(of: visits, pipeline))
    }
}

extension VisitRowLayout {
    /// The columns of the rows of visits.
    init(of visits: VisitDeclaration, _ pipeline: PipelineDeclaration) {
        let isRead = pipeline.metrics.contains { metric in
            metric.input == .visits(visits.name)
                && (metric.by.contains(visits.visitor)
                    || metric.expressions.contains { $0.variables.contains(visits.visitor) })
        }
        func column(_ field: NamedField) -> RowLayout.Column { .init(name: field.name, type: field.type) }
        self.init(
            visitor: visits.visitor, visitorStorage: isRead ? .symbol : .text,
            steps: visits.funnel.map(\.name),
            flags: visits.flags.map(\.name), counts: visits.counts.map(\.name),
            entry: visits.entry.map(column),
            exit: visits.exit.map(column), distinct: visits.distinct?.name)
    }
}

extension VisitDeclaration {
    /// The conditions that its events are asked.
    var conditions: [CheckedExpression] {
        [bot, page, keyEvent].compactMap { $0 } + (funnel + flags + counts).map(\.condition)
    }
}

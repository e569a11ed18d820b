import EventModel
import Expressions
import PipelineSpec

/// Which fields of each source, and of each promise's rows, become columns, and how their strings are kept.
///
/// Only what is used is decoded. Strings that are compared, remembered or used as a metric's key are symbols; the id
/// of an event and the key of a promise, which are nearly always unique, stay text unless they are used so too.
struct ColumnUsage {
    private(set) var sourceLayouts: [RowLayout] = []
    private(set) var promiseKeyStorage: [String: StringStorage] = [:]

    init(_ pipeline: PipelineDeclaration) {
        for promise in pipeline.promises {
            let isKeyOfMetric = pipeline.metrics.contains { metric in
                guard case .promise(promise.name, _) = metric.input else { return false }
                return metric.by.contains(promise.key)
                    || metric.expressions.contains { $0.variables.contains(promise.key) }
            }
            promiseKeyStorage[promise.name] = isKeyOfMetric ? .symbol : .text
        }
        sourceLayouts = pipeline.sources.map { Self.layout(of: $0, in: pipeline) }
    }

    private static func layout(of source: SourceDeclaration, in pipeline: PipelineDeclaration) -> RowLayout {
        var symbols: Set<String> = []
        var text: Set<String> = [source.schema.idField]
        for promise in pipeline.promises {
            if promise.made.source == source.name {
                text.insert(promise.key)
                symbols.formUnion(promise.made.remember)
                symbols.formUnion(promise.made.due.variables)
                symbols.formUnion(promise.made.when?.variables ?? [])
            }
            for event in promise.events where event.source == source.name {
                text.insert(promise.key)
                symbols.formUnion(event.when?.variables ?? [])
            }
        }
        for promise in pipeline.promises {
            let gathered = promise.gathered.filter { $0.event.source == source.name }
            symbols.formUnion(gathered.compactMap(\.field))
        }
        for visits in pipeline.visits where visits.source == source.name {
            text.insert(visits.visitor)
            if let distinct = visits.distinct { text.insert(distinct.field) }
            // What is remembered beyond its batch has to be a symbol.
            symbols.formUnion((visits.entry + visits.exit).map(\.field))
            for condition in visits.conditions { symbols.formUnion(condition.variables) }
        }
        for metric in pipeline.metrics {
            guard case .source(source.name) = metric.input else { continue }
            symbols.formUnion(metric.by)
            for expression in metric.expressions { symbols.formUnion(expression.variables) }
        }
        if let dedupe = source.dedupe { text.insert(dedupe.field) }
        symbols.formUnion(source.filter?.variables ?? [])
        // The last ones first: each may need those before it.
        for field in source.derived.reversed() where symbols.contains(field.name) || text.contains(field.name)
        {
            symbols.formUnion(field.value.variables)
        }
        for field in source.schema.fields {
            guard case .when(let condition) = field.requirement else { continue }
            symbols.formUnion(condition.variables)
            text.insert(field.name)
        }
        return RowLayout(
            source.schema.fields.compactMap { field in
                guard field.name != RowLayout.eventTimeName else { return nil }
                guard symbols.contains(field.name) || text.contains(field.name) else { return nil }
                let storage: StringStorage = symbols.contains(field.name) ? .symbol : .text
                return RowLayout.Column(name: field.name, type: field.type, storage: storage)
            })
    }
}

extension MetricDeclaration {
    /// All expressions over the metric's rows.
    var expressions: [CheckedExpression] {
        ([value] + also.map(\.aggregate)).flatMap(\.expressions) + [filter].compactMap { $0 }
    }
}

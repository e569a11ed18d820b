public import Dataflow
import EventModel
public import Expressions
import PipelineSpec

/// What happens to a source's rows before any operator sees them: fields are derived, rows filtered, copies taken out.
public struct SourceScreenPlan: Sendable {
    /// A column that is computed.
    public struct Derivation: Sendable {
        /// The column.
        public var column: Int
        /// What goes into it.
        public var value: CompiledExpression
    }

    /// The columns that are computed, in their order.
    public var derivations: [Derivation]
    /// Which rows stay; `nil` for all.
    public var filter: CompiledExpression?
    /// Which rows are copies; `nil` when all are taken.
    public var duplicates: DuplicatePlan?

    /// Whether all rows stay as they are.
    public var isEmpty: Bool { derivations.isEmpty && filter == nil && duplicates == nil }
}

extension SourceScreenPlan {
    init(_ source: SourceDeclaration, layout: RowLayout, allowedLatenessMilliseconds: Int64) {
        derivations = source.derived.compactMap { field in
            layout.index(of: field.name).map {
                Derivation(column: $0, value: field.value.compiled(for: layout))
            }
        }
        filter = source.filter?.compiled(for: layout)
        duplicates = source.dedupe.map {
            DuplicatePlan(
                name: source.name, column: layout.index(of: $0.field) ?? 0,
                withinMilliseconds: $0.withinMilliseconds,
                allowedLatenessMilliseconds: allowedLatenessMilliseconds, limit: $0.limit)
        }
    }
}

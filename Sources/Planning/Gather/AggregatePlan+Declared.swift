import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension AggregateForm {
    /// How a declared aggregate is kept.
    init(_ declaration: AggregateDeclaration) {
        switch declaration {
        case .count: self = .count
        case .share: self = .share
        case .sum(let value): self = .sum(NumberKind(value))
        case .mean(let value): self = .mean(NumberKind(value))
        case .variance(let value): self = .variance(NumberKind(value))
        case .min(let value): self = .extreme(NumberKind(value), smallest: true)
        case .max(let value): self = .extreme(NumberKind(value), smallest: false)
        case .first(let value): self = .edge(FieldType(keeping: value.type), latest: false)
        case .last(let value): self = .edge(FieldType(keeping: value.type), latest: true)
        case .distinct(_, let precision): self = .distinct(precision: UInt8(clamping: precision))
        case .quantile(_, let q, let error): self = .quantile(q, relativeError: error)
        case .top(_, let count, let counters): self = .top(count, counters: counters)
        case .sample(_, let count): self = .sample(count)
        case .decayedSum(_, let halfLife): self = .decayedSum(halfLifeMilliseconds: halfLife)
        }
    }
}

extension AggregateForm.NumberKind {
    fileprivate init(_ operand: CheckedExpression) { self = operand.type == .double ? .decimal : .integer }
}

extension FieldType {
    /// What keeps the values of an expression; durations are kept as milliseconds.
    init(keeping type: ValueType) {
        self =
            switch type {
            case .double: .double
            case .bool: .bool
            case .string: .string
            case .time: .time
            case .int, .duration, .null, .list, .uint, .bytes, .map, .type, .dyn: .int
            }
    }
}

extension AggregatePlan {
    /// A declared aggregate over rows of some columns.
    init(name: String, _ declaration: AggregateDeclaration, layout: RowLayout) {
        let expressions = declaration.expressions
        let (operand, condition): (CheckedExpression?, CheckedExpression?) =
            switch declaration {
            case .count: (nil, expressions.first)
            case .share(let of, let among): (of, among)
            default: (expressions.first, nil)
            }
        self.init(
            name: name, form: AggregateForm(declaration), operand: operand?.compiled(for: layout),
            condition: condition?.compiled(for: layout))
    }
}

public import Expressions

/// What makes an alert fire and resolve.
public enum AlertCondition: Sendable {
    /// Holds while `when` is true; is clear while `clear` is true, or without it whenever `when` is not.
    case expression(when: CompiledExpression, clear: CompiledExpression?)
    /// A detector with a state for each entity.
    case signals(DetectorPlan)
}

public import EventModel
import Expressions

/// Asks the conditions of a plan of whole batches; one serves all trackers of a thread that have the same plan.
public final class VisitMarks {
    private struct Question {
        let evaluator: ExpressionEvaluator
        let bit: UInt64
    }

    private let questions: [Question]
    private let capacity: Int
    /// For each row of the last batch the bits of the conditions that hold.
    let masks: UnsafeMutablePointer<UInt64>

    /// Evaluators for batches of at most `capacity` rows.
    ///
    /// - Parameters:
    ///   - plan: the visits.
    ///   - symbols: the table that the batches' ids are from.
    ///   - capacity: 1 to 65,536.
    public init(plan: VisitPlan, symbols: SymbolTable, capacity: Int) {
        questions = plan.conditions.placed.map {
            Question(
                evaluator: ExpressionEvaluator($0.condition, symbols: symbols, capacity: capacity),
                bit: UInt64($0.bit))
        }
        self.capacity = capacity
        masks = .allocate(capacity: capacity)
    }

    deinit { masks.deallocate() }

    /// Fills ``masks`` for the rows of a batch. A condition that fails or is null does not hold.
    func mark(_ batch: RowBatch) {
        precondition(batch.count <= capacity, "the batch has more rows than there is room for")
        masks.update(repeating: 0, count: batch.count)
        for question in questions {
            let answers = question.evaluator.evaluate(batch)
            for row in 0..<batch.count {
                let holds = UInt64(answers.states[row] & 1) & UInt64(truncatingIfNeeded: answers.values[row])
                masks[row] |= (holds & 1) << question.bit
            }
        }
    }
}

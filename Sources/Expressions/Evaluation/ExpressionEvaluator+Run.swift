import EventModel

extension ExpressionEvaluator {
    /// Runs one instruction over all rows; whether all results are values.
    func run(_ operation: Operation, _ out: Output) -> Bool {
        switch operation {
        case .fill(let constant): return fill(constant, out)
        case .fillText(let text):
            out.values.update(repeating: out.text.copy(literalTexts.bytes(text)).slot, count: out.count)
            return true
        case .fillSymbol(let symbol):
            out.values.update(repeating: symbolIDs[symbol], count: out.count)
            return true
        case .not(let operand): return LogicLoops.not(lane(operand), out)
        case .and(let left, let right): return LogicLoops.and(lane(left), lane(right), out)
        case .or(let left, let right): return LogicLoops.or(lane(left), lane(right), out)
        case .nullTest(let operand, let isNegated):
            return LogicLoops.nullTest(lane(operand), isNegated: isNegated, out)
        case .negateInteger(let operand): return ArithmeticLoops.negateIntegers(lane(operand), out)
        case .negateDouble(let operand): return ArithmeticLoops.negateDoubles(lane(operand), out)
        case .integerArithmetic(let `operator`, let left, let right):
            return ArithmeticLoops.integers(`operator`, lane(left), lane(right), out)
        case .doubleArithmetic(let `operator`, let left, let right):
            return ArithmeticLoops.doubles(`operator`, lane(left), lane(right), out)
        case .compare(let comparison, let slots, let left, let right):
            return ComparisonLoops.compare(comparison, slots, lane(left), lane(right), out)
        case .compareConstant(let comparison, let slots, let operand, let slot):
            return ComparisonLoops.compareConstant(comparison, slots, lane(operand), slot, out)
        case .equalsSymbol(let operand, let symbol, let isNegated):
            let comparison: Comparison = isNegated ? .notEqual : .equal
            return ComparisonLoops.compareConstant(
                comparison, .integers, lane(operand), symbolIDs[symbol], out)
        case .choose(let condition, let then, let otherwise):
            return LogicLoops.choose(lane(condition), lane(then), lane(otherwise), out)
        case .chooseText(let condition, let then, let otherwise):
            return LogicLoops.chooseText(lane(condition), lane(then), lane(otherwise), out)
        case .membership(let operand, let set): return MembershipLoops.contains(sets[set], lane(operand), out)
        case .clock(let operand, let part, let zone): return ClockLoops.clock(part, zone, lane(operand), out)
        case .length(let operand, let part): return ClockLoops.length(part, lane(operand), out)
        case .guarded(let operand, let others): return guarded(operand, by: others, out)
        case .call(let function, let arguments, let types): return call(function, arguments, types, out)
        default: return runStrings(operation, out)
        }
    }

    private func runStrings(_ operation: Operation, _ out: Output) -> Bool {
        switch operation {
        case .equalsText(let operand, let text, let isNegated):
            return StringLoops.equalsText(lane(operand), literalTexts.bytes(text), isNegated: isNegated, out)
        case .compareStrings(let comparison, let left, let right):
            return StringLoops.compare(comparison, lane(left), lane(right), out)
        case .size(let operand): return StringLoops.size(lane(operand), out)
        case .affix(let affix, let whole, let part):
            return StringLoops.affix(affix, lane(whole), lane(part), out)
        case .concatenate(let left, let right): return StringLoops.concatenate(lane(left), lane(right), out)
        case .matches(let operand, let pattern): return matchers[pattern].match(lane(operand), out)
        case .convert(let operand, let source, let target):
            let copiesText = operand.home == .scratch || operand.home == .none
            return ConversionLoops.convert(
                lane(operand), from: source, to: target, copiesText: copiesText, out)
        // All others are computed by the callers above, which come here with the rest.
        default: preconditionFailure("an operation that no loop computes")
        }
    }

    private func guarded(_ operand: Source, by others: [Source], _ out: Output) -> Bool {
        let copiesText = operand.home == .scratch
        var isWhole = LogicLoops.copy(lane(operand), copiesText: copiesText, out)
        for other in others.map(lane) where !other.isWhole {
            if isWhole { out.states.update(repeating: 1, count: out.count) }
            isWhole = false
            for row in 0..<out.count where other.states[row] == 2 { out.states[row] = 2 }
        }
        return isWhole || Self.isWhole(out.states, count: out.count)
    }

    private func fill(_ constant: Constant, _ out: Output) -> Bool {
        out.values.update(repeating: constant.slot, count: out.count)
        switch constant {
        case .null: out.states.update(repeating: 0, count: out.count)
        case .error: out.states.update(repeating: 2, count: out.count)
        default: return true
        }
        return false
    }

    private func call(
        _ function: FunctionDeclaration, _ arguments: [Source], _ types: [ValueType], _ out: Output
    ) -> Bool {
        let lanes = arguments.map(lane)
        out.states.update(repeating: 1, count: out.count)
        for lane in lanes where !lane.isWhole {
            for row in 0..<out.count where lane.states[row] != 1 { out.states[row] = 2 }
        }
        let views = zip(lanes, types).map { lane, type in
            ColumnView(
                values: lane.values, states: lane.states, type: type,
                strings: type == .string ? lane.strings : nil)
        }
        let text = function.result == .string ? out.text : nil
        // The compiler turns functions without one into operations of its own.
        guard case .kernel(let kernel) = function.columns else {
            preconditionFailure("only functions with a kernel of their own are called")
        }
        kernel(
            views, out.count, MutableColumnView(values: out.values, states: out.states, text: text))
        return Self.isWhole(out.states, count: out.count)
    }
}

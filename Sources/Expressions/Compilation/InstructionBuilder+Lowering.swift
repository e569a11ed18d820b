extension InstructionBuilder {
    /// Emits what a node needs beyond its children.
    mutating func lower(_ node: CheckedNode) -> Operand {
        switch node.form {
        case .constant(let value): return .constant(value)
        case .name(let name): return .source(column(named: name, type: node.type))
        case .not(let operand): return unary(operand) { .not($0) }
        case .negated(let operand):
            return unary(operand) { node.type == .double ? .negateDouble($0) : .negateInteger($0) }
        case .logic(let isAnd, let left, let right):
            return binary(left, right) { isAnd ? .and($0, $1) : .or($0, $1) }
        case .arithmetic(let `operator`, let left, let right):
            return binary(left, right) {
                node.type == .double
                    ? .doubleArithmetic(`operator`, $0, $1) : .integerArithmetic(`operator`, $0, $1)
            }
        case .concatenation(let left, let right):
            return binary(left, right, home: .scratch) { .concatenate($0, $1) }
        case .comparison(let comparison, let left, let right): return lowerComparison(comparison, left, right)
        case .nullTest(let operand, let isNegated):
            return unary(operand) { .nullTest($0, isNegated: isNegated) }
        case .membership(let operand, let constants): return lowerMembership(operand, constants)
        case .conditional(let condition, let then, let otherwise):
            return lowerConditional(condition, then, otherwise)
        case .size(let operand): return unary(operand) { .size($0) }
        case .affix(let affix, let whole, let part): return binary(whole, part) { .affix(affix, $0, $1) }
        case .conversion(let operand): return lowerConversion(operand, to: node.type)
        case .call(let function, let arguments): return lowerCall(function, arguments)
        case .matches(let operand, let pattern):
            patterns.append(pattern)
            let number = patterns.count - 1
            return unary(operand) { .matches($0, pattern: number) }
        case .clock(let operand, let part, let zone): return unary(operand) { .clock($0, part, zone) }
        case .length(let operand, let part): return unary(operand) { .length($0, part) }
        case .guarded(let operand, let others): return lowerGuarded(operand, others)
        }
    }

    private mutating func unary(
        _ operand: Int, home: Source.StringHome = .none, _ operation: (Source) -> Operation
    ) -> Operand {
        let source = column(self.operand(operand))
        return .source(emit(operation(source), home: home, reading: [source]))
    }

    private mutating func binary(
        _ left: Int, _ right: Int, home: Source.StringHome = .none, _ operation: (Source, Source) -> Operation
    ) -> Operand {
        let first = column(operand(left))
        let second = column(operand(right))
        return .source(emit(operation(first, second), home: home, reading: [first, second]))
    }

    private mutating func lowerConversion(_ operand: Int, to target: ValueType) -> Operand {
        let type = nodes[operand].type
        let source = column(self.operand(operand))
        // A string that stays one keeps its slots; the register only adds the errors for nulls.
        if type == .string, target == .string, source.home != .scratch {
            return .source(
                emit(.convert(source, from: type, to: target), home: source.home, reading: [source]))
        }
        let home: Source.StringHome = target == .string ? .scratch : .none
        return .source(emit(.convert(source, from: type, to: target), home: home, reading: [source]))
    }

    private mutating func lowerConditional(_ condition: Int, _ then: Int, _ otherwise: Int) -> Operand {
        let test = column(operand(condition))
        var first = column(operand(then), asSymbol: true)
        var second = column(operand(otherwise), asSymbol: true)
        let reading = [test, first, second]
        // A branch that is null has no strings: it goes along with the other.
        if first.home == .none { first.home = second.home }
        if second.home == .none { second.home = first.home }
        if first.home == second.home, first.home != .scratch {
            let operation = Operation.choose(condition: test, then: first, otherwise: second)
            return .source(emit(operation, home: first.home, reading: reading))
        }
        let operation = Operation.chooseText(condition: test, then: first, otherwise: second)
        return .source(emit(operation, home: .scratch, reading: reading))
    }

    private mutating func lowerGuarded(_ operand: Int, _ others: [Int]) -> Operand {
        let value = column(self.operand(operand))
        var guards: [Source] = []
        for other in others { guards.append(column(self.operand(other))) }
        return .source(emit(.guarded(value, by: guards), home: value.home, reading: [value] + guards))
    }

    private mutating func lowerCall(_ function: FunctionDeclaration, _ arguments: [Int]) -> Operand {
        var sources: [Source] = []
        var types: [ValueType] = []
        for argument in arguments {
            sources.append(column(operand(argument)))
            types.append(nodes[argument].type)
        }
        for name in function.implicit {
            let (source, type) = column(named: name)
            sources.append(source)
            types.append(type)
        }
        let home: Source.StringHome = function.result == .string ? .scratch : .none
        return .source(emit(.call(function, sources, types), home: home, reading: sources))
    }
}

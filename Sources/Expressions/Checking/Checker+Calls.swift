extension Checker {
    mutating func checkCall(_ call: SyntaxNode.Call, _ range: Range<Int>) -> CheckedNode? {
        let called = qualified(call)
        let declared = scope.functions.filter { $0.name == called }
        if !declared.isEmpty { return checkDeclared(declared, call, range) }
        guard let builtin = Builtin(rawValue: call.name) else { return refuseUnknown(call) }
        switch builtin {
        case .has: return checkHas(call, range)
        case .size: return checkSize(call, range)
        case .startsWith, .endsWith, .contains: return checkAffix(builtin, call, range)
        case .int, .double, .string, .timestamp, .duration: return checkConversion(builtin, call, range)
        }
    }

    private mutating func refuseUnknown(_ call: SyntaxNode.Call) -> CheckedNode? {
        guard !problems.isFull else { return nil }
        if Builtin.missing.contains(call.name) {
            return refuse(call.nameRange, "'\(call.name)' is not supported yet")
        }
        let known = Builtin.allCases.map(\.rawValue) + scope.functions.map(\.name)
        let isNot = call.name.lowercased() == "not"
        return refuse(
            call.nameRange, "unknown function '\(Self.shortened(call.name))'",
            suggestion: isNot ? "!" : NearestName.of(qualified(call) ?? call.name, among: known))
    }

    /// Finds the first declaration that takes the arguments; when none does, says what the first one wants.
    private mutating func checkDeclared(
        _ functions: [FunctionDeclaration], _ call: SyntaxNode.Call, _ range: Range<Int>
    ) -> CheckedNode? {
        let types = call.arguments.map { nodes[$0]?.type }
        guard !types.contains(nil) else { return nil }
        for function in functions where function.parameters.count == types.count {
            let fits = call.arguments.indices.allSatisfy {
                takes(function.parameters[$0], call.arguments[$0])
            }
            if fits { return accept(function, call) }
        }
        guard let function = functions.first else { return nil }
        let wanted = "\(function.name)(\(function.parameters.map(\.description).joined(separator: ", ")))"
        for (parameter, argument) in zip(function.parameters, call.arguments)
        where function.parameters.count == types.count && !takes(parameter, argument) {
            let type = nodes[argument]?.type ?? .null
            return refuse(self.range(argument), "'\(call.name)' cannot take \(type) here", expected: wanted)
        }
        return refuse(
            range, "'\(call.name)' takes \(Self.count(function.parameters.count)), not \(types.count)",
            expected: wanted)
    }

    private func takes(_ parameter: ValueType, _ argument: Int) -> Bool {
        guard let type = nodes[argument]?.type else { return false }
        if case .int = constant(argument), parameter == .double { return true }
        return type == parameter
    }

    private mutating func accept(_ function: FunctionDeclaration, _ call: SyntaxNode.Call) -> CheckedNode? {
        for name in function.implicit where scope.variables[name] == nil {
            return refuse(call.nameRange, "'\(call.name)' needs '\(name)', which is not known here")
        }
        for (parameter, argument) in zip(function.parameters, call.arguments) where parameter == .double {
            guard case .int(let value) = constant(argument) else { continue }
            replace(argument, CheckedNode(form: .constant(.double(Double(value))), type: .double))
        }
        read(function.implicit)
        return CheckedNode(form: .call(function, call.arguments), type: function.result)
    }

    /// The arguments with the receiver in front when there are as many as wanted and none has a problem.
    private mutating func operands(
        _ call: SyntaxNode.Call, _ range: Range<Int>, count: Int, usage: String
    ) -> [Int]? {
        let all = (call.receiver.map { [$0] } ?? []) + call.arguments
        guard all.count == count else {
            let written = call.receiver == nil ? count : count - 1
            problems.add(
                range, "'\(call.name)' takes \(Self.count(written)), not \(call.arguments.count)",
                expected: usage)
            return nil
        }
        return all.contains { nodes[$0] == nil } ? nil : all
    }

    private static func count(_ arguments: Int) -> String {
        arguments == 1 ? "1 argument" : "\(arguments) arguments"
    }

    private mutating func checkHas(_ call: SyntaxNode.Call, _ range: Range<Int>) -> CheckedNode? {
        guard call.receiver == nil else { return refuseMethod(.has, call) }
        guard let operand = operands(call, range, count: 1, usage: Builtin.has.usage)?.first else {
            return nil
        }
        guard case .name = nodes[operand]?.form else {
            return refuse(self.range(operand), "'has' asks whether a name has a value", expected: "has(name)")
        }
        return CheckedNode(form: .nullTest(operand, isNegated: true), type: .bool)
    }

    private mutating func refuseMethod(_ builtin: Builtin, _ call: SyntaxNode.Call) -> CheckedNode? {
        refuse(call.nameRange, "'\(call.name)' cannot be called this way", expected: builtin.usage)
    }

    private mutating func checkSize(_ call: SyntaxNode.Call, _ range: Range<Int>) -> CheckedNode? {
        guard let operand = operands(call, range, count: 1, usage: Builtin.size.usage)?.first,
            let node = nodes[operand]
        else { return nil }
        if case .list(let elements) = node.form {
            return CheckedNode(form: .constant(.int(Int64(elements.count))), type: .int)
        }
        guard node.type == .string else {
            return refuse(self.range(operand), "'size' cannot take \(node.type)", expected: "string or list")
        }
        return CheckedNode(form: .size(operand), type: .int)
    }

    private mutating func checkAffix(
        _ builtin: Builtin, _ call: SyntaxNode.Call, _ range: Range<Int>
    ) -> CheckedNode? {
        guard call.receiver != nil, let affix = Affix(rawValue: builtin.rawValue) else {
            return refuseMethod(builtin, call)
        }
        guard let both = operands(call, range, count: 2, usage: builtin.usage) else { return nil }
        for operand in both {
            guard let type = nodes[operand]?.type, type != .string else { continue }
            return refuse(self.range(operand), "'\(call.name)' cannot take \(type)", expected: "string")
        }
        return CheckedNode(form: .affix(affix, both[0], both[1]), type: .bool)
    }

    private mutating func checkConversion(
        _ builtin: Builtin, _ call: SyntaxNode.Call, _ range: Range<Int>
    ) -> CheckedNode? {
        guard call.receiver == nil else { return refuseMethod(builtin, call) }
        guard let operand = operands(call, range, count: 1, usage: builtin.usage)?.first,
            let source = nodes[operand]?.type, let target = builtin.conversion
        else { return nil }
        guard Conversion.isDefined(from: source, to: target) else {
            return refuse(
                self.range(operand), "'\(call.name)' cannot take \(source)",
                expected: Conversion.sources(of: target))
        }
        guard case .string(let text) = constant(operand), target != .string else {
            return CheckedNode(form: .conversion(operand), type: target)
        }
        guard let value = Conversion.constant(text, to: target) else {
            return refuse(
                self.range(operand), "\"\(Self.shortened(text))\" is no \(target)", expected: builtin.usage)
        }
        return CheckedNode(form: .constant(value), type: target)
    }
}

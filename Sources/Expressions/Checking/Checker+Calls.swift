extension Checker {
    mutating func checkCall(_ call: SyntaxNode.Call, at place: Int) -> ValueType? {
        if call.name == "has", call.receiver == nil { return checkHas(call, range(place)) }
        let called = qualified(call)
        let declared = scope.functions.filter { $0.name == called }
        if !declared.isEmpty {
            if let owner = call.receiver { release(owner) }
            return checkDeclared(declared, call, at: place)
        }
        guard let known = FunctionTable.byName[call.name] else { return refuseUnknown(call) }
        let fitting = known.filter { $0.isCalled(withReceiver: call.receiver != nil) }
        guard !fitting.isEmpty else {
            return refuse(
                call.nameRange, "'\(call.name)' cannot be called this way", expected: Self.usage(known))
        }
        return checkBuiltin(fitting, call, at: place)
    }

    private mutating func refuseUnknown(_ call: SyntaxNode.Call) -> ValueType? {
        guard !problems.isFull else { return nil }
        let known = FunctionTable.byName.keys + MacroCall.names + ["has"] + scope.functions.map(\.name)
        if MacroCall.names.contains(call.name) {
            return refuse(
                call.nameRange, "'\(call.name)' cannot be called this way",
                expected: MacroCall.usage(of: call.name))
        }
        let isNot = call.name.lowercased() == "not"
        return refuse(
            call.nameRange, "unknown function '\(Self.shortened(call.name))'",
            suggestion: isNot ? "!" : nearest(to: call, among: known))
    }

    private func nearest(to call: SyntaxNode.Call, among known: [String]) -> String? {
        NearestName.of(call.name, among: known.filter { $0 != call.name })
            ?? qualified(call).flatMap { NearestName.of($0, among: known) }
    }

    /// How functions are called, for messages.
    private static func usage(_ functions: [FunctionDeclaration]) -> String {
        let signatures = functions.prefix(3).map(\.signature).joined(separator: ", ")
        return functions.count > 3 ? signatures + ", …" : signatures
    }

    private static func count(_ arguments: Int) -> String {
        arguments == 1 ? "1 argument" : "\(arguments) arguments"
    }

    // MARK: Functions of scopes

    /// Finds the first declaration that takes the arguments; when none does, says what the first one wants.
    private mutating func checkDeclared(
        _ functions: [FunctionDeclaration], _ call: SyntaxNode.Call, at place: Int
    ) -> ValueType? {
        let types = call.arguments.compactMap(type)
        guard types.count == call.arguments.count else { return nil }
        for function in functions where function.parameters.count == types.count {
            let fits = call.arguments.indices.allSatisfy {
                takes(function.parameters[$0], call.arguments[$0])
            }
            if fits { return accept(function, call, at: place) }
        }
        guard let function = functions.first else { return nil }
        let wanted = "\(function.name)(\(function.parameters.map(\.description).joined(separator: ", ")))"
        for (parameter, argument) in zip(function.parameters, call.arguments)
        where function.parameters.count == types.count && !takes(parameter, argument) {
            let type = type(argument) ?? .null
            return refuse(range(argument), "'\(call.name)' cannot take \(type) here", expected: wanted)
        }
        return refuse(
            range(place), "'\(call.name)' takes \(Self.count(function.parameters.count)), not \(types.count)",
            expected: wanted)
    }

    private func takes(_ parameter: ValueType, _ argument: Int) -> Bool {
        guard let type = type(argument) else { return false }
        if case .int = constant(argument), parameter == .double { return true }
        return type == parameter || type == .dyn
    }

    private mutating func accept(
        _ function: FunctionDeclaration, _ call: SyntaxNode.Call, at place: Int
    ) -> ValueType? {
        for name in function.implicit where scope.variables[name] == nil {
            return refuse(call.nameRange, "'\(call.name)' needs '\(name)', which is not known here")
        }
        read(function.implicit)
        meanings[place] = .call([function])
        return function.result
    }

    // MARK: Functions of the table

    private mutating func checkBuiltin(
        _ functions: [FunctionDeclaration], _ call: SyntaxNode.Call, at place: Int
    ) -> ValueType? {
        let operands = (call.receiver.map { [$0] } ?? []) + call.arguments
        let counted = functions.filter { $0.parameters.count == operands.count }
        guard !counted.isEmpty else {
            let hidden = call.receiver == nil ? 0 : 1
            let wanted = Set(functions.map { $0.parameters.count - hidden }).sorted()
            let words =
                wanted.count == 1
                ? Self.count(wanted[0]) : wanted.map(String.init).joined(separator: " or ") + " arguments"
            return refuse(
                range(place), "'\(call.name)' takes \(words), not \(call.arguments.count)",
                expected: Self.usage(functions))
        }
        let types = operands.compactMap(type)
        guard types.count == operands.count else { return nil }
        let fitting = counted.filter { $0.takes(types) }
        guard let first = fitting.first else { return refuseOperand(counted, call, operands, types) }
        guard checkLiteral(first, operands) else { return nil }
        meanings[place] = .call(fitting)
        if call.name == "dyn" { return rules == .columns ? types[0] : .dyn }
        return fitting.allSatisfy { $0.result == first.result } ? first.result : .dyn
    }

    /// Marks the first operand that no function takes.
    private mutating func refuseOperand(
        _ functions: [FunctionDeclaration], _ call: SyntaxNode.Call, _ operands: [Int], _ types: [ValueType]
    ) -> ValueType? {
        var left = functions
        for (index, operand) in operands.enumerated() {
            let fitting = left.filter { $0.parameters[index].takes(types[index]) }
            guard fitting.isEmpty else {
                left = fitting
                continue
            }
            var wanted: [String] = []
            for function in left {
                let word = function.parameters[index].kind?.shortName ?? "any"
                if !wanted.contains(word) { wanted.append(word) }
            }
            return refuse(
                range(operand), "'\(call.name)' cannot take \(types[index])",
                expected: wanted.joined(separator: ", "))
        }
        return nil
    }

    /// Over columns, a literal that cannot be converted is a mistake and not an error in every row.
    private mutating func checkLiteral(_ function: FunctionDeclaration, _ operands: [Int]) -> Bool {
        guard rules == .columns, case .conversion = function.columns, function.result != .string,
            let operand = operands.first, case .string(let text) = constant(operand),
            Conversion.constant(text, to: function.result) == nil
        else { return true }
        problems.add(
            range(operand), "\"\(Self.shortened(text))\" is no \(function.result)",
            expected: function.example?.call ?? "")
        return false
    }

    /// `has(e.f)` asks for a field; `has(name)`, our own, whether a name has a value.
    private mutating func checkHas(_ call: SyntaxNode.Call, _ range: Range<Int>) -> ValueType? {
        guard call.arguments.count == 1, let operand = call.arguments.first else {
            return refuse(
                range, "'has' takes 1 argument, not \(call.arguments.count)", expected: "has(name)")
        }
        switch tree.nodes[operand].form {
        case .name, .rooted, .select: return type(operand) == nil ? nil : .bool
        default:
            return refuse(
                self.range(operand), "'has' asks whether a name has a value", expected: "has(name)")
        }
    }
}

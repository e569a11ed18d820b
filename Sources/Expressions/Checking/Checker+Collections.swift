extension Checker {
    mutating func checkList(_ elements: [Int]) -> ValueType? {
        var type = ValueType.null
        var isSound = true
        for place in elements {
            guard let element = self.type(place) else {
                isSound = false
                continue
            }
            if let both = ValueType.common(type, element) {
                type = both
            } else if rules == .values {
                type = .dyn
            } else if type.isNumber, element.isNumber {
                type = .double
            } else {
                isSound = false
                problems.add(range(place), "the list holds \(type) and \(element)", expected: "\(type)")
            }
        }
        return isSound ? .list(elements.isEmpty ? .dyn : type) : nil
    }

    mutating func checkMap(_ entries: [SyntaxNode.Entry]) -> ValueType? {
        var types = (key: ValueType.null, value: ValueType.null)
        var isSound = true
        for entry in entries {
            guard let key = type(entry.key), let value = type(entry.value) else {
                isSound = false
                continue
            }
            switch key {
            case .bool, .int, .uint, .string, .dyn: break
            default:
                isSound = false
                problems.add(
                    range(entry.key), "\(key) cannot be a key", expected: "string, int, uint or bool")
            }
            types = (.element(types.key, key), .element(types.value, value))
        }
        guard isSound else { return nil }
        return entries.isEmpty ? .map(.dyn, .dyn) : .map(types.key, types.value)
    }

    mutating func checkField(_ operand: Int, _ field: String, _ range: Range<Int>) -> ValueType? {
        switch type(operand) {
        case nil: return nil
        case .dyn: return .dyn
        case .map(.string, let value), .map(.dyn, let value): return value
        case let type?:
            let isFunction = FunctionTable.byName[field] != nil
            return refuse(
                range, "\(type) has no member '\(Self.shortened(field))'",
                expected: isFunction ? "\(field)(…)" : "", suggestion: isFunction ? "\(field)()" : nil)
        }
    }

    mutating func checkIndex(_ operand: Int, _ index: Int, _ range: Range<Int>) -> ValueType? {
        guard let type = type(operand), let wanted = self.type(index) else { return nil }
        switch type {
        case .dyn: return .dyn
        case .list(let element):
            guard wanted.isNumber || wanted == .dyn else {
                return refuse(self.range(index), "the index of a list is \(wanted)", expected: "int")
            }
            return element
        case .map(let key, let value):
            guard ValueType.areComparable(key, wanted) else {
                return refuse(self.range(index), "the keys of the map are \(key), not \(wanted)")
            }
            return value
        default: return refuse(range, "\(type) has no elements", expected: "a list or a map before '['")
        }
    }

    mutating func checkMacro(_ macro: MacroCall, _ call: SyntaxNode.Call) -> ValueType? {
        guard let operand = type(macro.operand) else { return nil }
        switch operand {
        case .list, .map, .dyn: break
        default:
            return refuse(
                range(macro.operand), "'\(call.name)' cannot go through \(operand)",
                expected: "a list or a map")
        }
        if let predicate = macro.predicate {
            guard let type = type(predicate) else { return nil }
            guard type == .bool || type == .dyn else {
                return refuse(
                    range(predicate), "the condition of '\(call.name)' is \(type)", expected: "bool")
            }
        }
        guard let transform = macro.transform else { return result(macro.kind, operand) }
        guard let type = type(transform) else { return nil }
        return result(macro.kind, operand, made: type, at: transform)
    }

    private func result(_ kind: ValueNode.Macro.Kind, _ operand: ValueType) -> ValueType {
        guard kind == .list else { return .bool }
        return switch operand {
        case .map(let key, _): .list(key)
        case .dyn: .list(.dyn)
        default: operand
        }
    }

    private mutating func result(
        _ kind: ValueNode.Macro.Kind, _ operand: ValueType, made type: ValueType, at place: Int
    ) -> ValueType? {
        switch (kind, operand, type) {
        case (.map, .list, _): return .map(.int, type)
        case (.map, .map(let key, _), _): return .map(key, type)
        case (.map, _, _): return .map(.dyn, type)
        case (.mapEntries, _, .map): return type
        case (.mapEntries, _, .dyn): return .map(.dyn, .dyn)
        case (.mapEntries, _, _):
            return refuse(
                range(place), "'transformMapEntry' makes \(type)", expected: "a map, such as {key: value}")
        default: return .list(type)
        }
    }
}

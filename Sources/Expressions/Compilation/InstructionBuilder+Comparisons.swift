extension InstructionBuilder {
    /// Puts a constant on the right and picks the loop that fits.
    mutating func lowerComparison(_ comparison: Comparison, _ left: Int, _ right: Int) -> Operand {
        if case .constant = operand(left), case .source = operand(right) {
            return lower(comparison.flipped, right, left)
        }
        return lower(comparison, left, right)
    }

    private mutating func lower(_ comparison: Comparison, _ left: Int, _ right: Int) -> Operand {
        let types = (nodes[left].type, nodes[right].type)
        if types.0 == .string { return lowerStrings(comparison, left, right) }
        if case .constant(let constant) = operand(right),
            let (slots, slot) = Self.slot(of: constant, comparedWith: types.0)
        {
            let source = column(operand(left))
            return .source(emit(.compareConstant(comparison, slots, source, slot), reading: [source]))
        }
        let first = column(operand(left))
        let second = column(operand(right))
        let operation: Operation =
            switch types {
            case (.double, .double): .compare(comparison, .doubles, first, second)
            case (.int, .double): .compare(comparison, .mixed, first, second)
            case (.double, .int): .compare(comparison.flipped, .mixed, second, first)
            default: .compare(comparison, .integers, first, second)
            }
        return .source(emit(operation, reading: [first, second]))
    }

    /// The constant in the shape of the column it is compared with, if it has one there without loss.
    private static func slot(
        of constant: Constant, comparedWith type: ValueType
    ) -> (slots: ComparedSlots, slot: Int64)? {
        switch (constant, type) {
        case (.double, .double): (.doubles, constant.slot)
        case (.int(let value), .double): exactDouble(value).map { (.doubles, Constant.double($0).slot) }
        // Larger ints round when they meet a double, so that several of them equal it.
        case (.double(let value), .int):
            value.magnitude < 0x1p53 ? Int64(exactly: value).map { (.integers, $0) } : nil
        case (.int, _), (.time, _), (.duration, _), (.bool, _): (.integers, constant.slot)
        default: nil
        }
    }

    /// Whether `in` can look for a constant together with others, or can never find it.
    static func isMember(_ constant: Constant, comparedWith type: ValueType) -> Bool {
        switch (constant, type) {
        case (.double(let value), .int): value.magnitude < 0x1p53 || !value.isFinite
        case (.int(let value), .double): exactDouble(value) != nil
        default: true
        }
    }

    private static func exactDouble(_ value: Int64) -> Double? {
        Int64(exactly: Double(value)) == value ? Double(value) : nil
    }

    private mutating func lowerStrings(_ comparison: Comparison, _ left: Int, _ right: Int) -> Operand {
        let isNegated = comparison == .notEqual
        if comparison.isEquality, case .source(let source) = operand(left),
            case .constant(.string(let literal)) = operand(right)
        {
            let operation: Operation =
                source.home == .symbols
                ? .equalsSymbol(source, symbol(literal), isNegated: isNegated)
                : .equalsText(source, text(literal), isNegated: isNegated)
            return .source(emit(operation, reading: [source]))
        }
        let first = column(operand(left))
        let second = column(operand(right))
        let areSymbols = first.home == .symbols && second.home == .symbols
        let operation: Operation =
            comparison.isEquality && areSymbols
            ? .compare(comparison, .integers, first, second) : .compareStrings(comparison, first, second)
        return .source(emit(operation, reading: [first, second]))
    }

    mutating func lowerMembership(_ operand: Int, _ constants: [Constant]) -> Operand {
        let source = column(self.operand(operand))
        let members = Self.members(constants, comparedWith: nodes[operand].type, home: source.home)
        sets.append(ConstantSet(members: members, containsNull: constants.contains(.null)))
        return .source(emit(.membership(source, set: sets.count - 1), reading: [source]))
    }

    private static func members(
        _ constants: [Constant], comparedWith type: ValueType, home: Source.StringHome
    ) -> ConstantSet.Members {
        if type == .string {
            let strings = constants.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return home == .symbols ? .symbols(strings) : .texts(strings)
        }
        let slots = constants.compactMap { slot(of: $0, comparedWith: type)?.slot }
        guard type == .double else { return .integers(Set(slots).sorted()) }
        return .doubles(
            slots.map { Double(bitPattern: UInt64(bitPattern: $0)) }.filter { !$0.isNaN }.sorted())
    }
}

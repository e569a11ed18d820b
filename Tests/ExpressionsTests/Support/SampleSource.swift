import EventModel
/// Makes random expressions and rows that bring out edges: nulls, errors, extremes, equal values.
struct SampleSource {
    enum Kind: CaseIterable { case int, double, bool, string, time, duration }

    var random: SplitMix64
    /// Whether rows have nulls and errors.
    var hasGaps: Bool

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        hasGaps = !random.once(in: 4)
    }

    mutating func row() -> [String: Cell] {
        var row: [String: Cell] = [:]
        for (kind, names) in Self.names {
            for name in names { row[name] = cell(kind) }
        }
        row["event_time"] = constant(.time)
        return row
    }

    private mutating func cell(_ kind: Kind) -> Cell {
        if hasGaps, random.once(in: 5) { return .null }
        if hasGaps, random.once(in: 12) { return .error }
        if kind == .double, random.once(in: 6) { return .double(random.pick([.nan, .infinity, -.infinity])) }
        return constant(kind)
    }

    static let names: [(Kind, [String])] = [
        (.int, ["count", "rating"]), (.double, ["amount", "ratio"]), (.bool, ["first", "bot"]),
        (.string, ["region", "fault", "note", "reason"]), (.time, ["made", "due"]),
    ]

    mutating func constant(_ kind: Kind) -> Cell {
        switch kind {
        case .int: .int(random.pick([0, 1, -1, 2, 3, 7, .max, .min, 1 << 53, (1 << 53) + 1]))
        case .double: .double(random.pick([0, -0.0, 1, 1.5, -2.25, 0x1p53, 0x1p63, -0x1p63, 1e300, 3]))
        case .bool: .bool(random.once(in: 2))
        case .string:
            .string(random.pick(["", "a", "ab", "b", "sé", "é", "seller", "seller-0123456789", "12", "1.5"]))
        case .time: .time(random.pick([0, 1000, 2000, 9000]))
        case .duration: .duration(random.pick([0, 1, 1000, -1000, 250]))
        }
    }

    mutating func expression(_ kind: Kind, depth: Int) -> Sample {
        guard depth > 0, !random.once(in: 6) else { return leaf(kind) }
        if random.once(in: 8) {
            let then = random.once(in: 6) ? Sample.literal(.null) : expression(kind, depth: depth - 1)
            return .conditional(expression(.bool, depth: depth - 1), then, expression(kind, depth: depth - 1))
        }
        switch kind {
        case .bool: return condition(depth - 1)
        case .int: return integer(depth - 1)
        case .double:
            if random.once(in: 5) {
                return conversion("double", [.int, .string, .double], depth - 1)
            }
            if random.once(in: 6) { return .negated(expression(.double, depth: depth - 1)) }
            return pair(random.pick(["+", "-", "*", "/"]), .double, .double, depth - 1)
        case .string:
            if random.once(in: 3) {
                return conversion("string", [.int, .bool, .string], depth - 1)
            }
            return pair("+", .string, .string, depth - 1)
        case .time:
            if random.once(in: 3) { return pair("+", .duration, .time, depth - 1) }
            return pair(random.pick(["+", "-"]), .time, .duration, depth - 1)
        case .duration:
            if random.once(in: 2) { return pair("-", .time, .time, depth - 1) }
            return pair(random.pick(["+", "-"]), .duration, .duration, depth - 1)
        }
    }

    private mutating func leaf(_ kind: Kind) -> Sample {
        let names = Self.names.first { $0.0 == kind }?.1 ?? []
        return names.isEmpty || random.once(in: 3) ? .literal(constant(kind)) : .name(random.pick(names))
    }

    /// A conversion; of a string literal it would be computed, and refused, before any row.
    private mutating func conversion(_ name: String, _ kinds: [Kind], _ depth: Int) -> Sample {
        let operand = expression(random.pick(kinds), depth: depth)
        if case .literal(.string) = operand { return .call(name, .name("note")) }
        return .call(name, operand)
    }

    private mutating func pair(_ sign: String, _ left: Kind, _ right: Kind, _ depth: Int) -> Sample {
        .binary(sign, expression(left, depth: depth), expression(right, depth: depth))
    }

    private mutating func integer(_ depth: Int) -> Sample {
        switch random.next() % 6 {
        case 0: .call("size", expression(.string, depth: depth))
        case 1: conversion("int", [.double, .string, .time, .int], depth)
        case 2: .negated(expression(.int, depth: depth))
        default: pair(random.pick(["+", "-", "*", "/", "%"]), .int, .int, depth)
        }
    }

    private mutating func condition(_ depth: Int) -> Sample {
        switch random.next() % 10 {
        case 0, 1, 2: return pair(random.pick(["&&", "||"]), .bool, .bool, depth)
        case 3: return .not(expression(.bool, depth: depth))
        case 4: return .has(random.pick(Self.names.flatMap(\.1)))
        case 5: return membership(depth)
        case 6:
            return .method(
                random.pick(["startsWith", "endsWith", "contains"]), expression(.string, depth: depth),
                expression(.string, depth: depth))
        case 7:
            let kind = random.pick(Kind.allCases)
            return .binary(random.pick(["==", "!="]), expression(kind, depth: depth), .literal(.null))
        default:
            let kind = random.pick(Kind.allCases)
            let other =
                random.once(in: 3) && kind == .int
                ? Kind.double : random.once(in: 3) && kind == .double ? .int : kind
            return pair(random.pick(["==", "!=", "<", "<=", ">", ">="]), kind, other, depth)
        }
    }

    private mutating func membership(_ depth: Int) -> Sample {
        let kind = random.pick([Kind.int, .double, .bool, .string])
        var cells: [Cell] = []
        for _ in 0..<random.next() % 16 {
            let isMixed = random.once(in: 4) && (kind == .int || kind == .double)
            cells.append(
                random.once(in: 10) ? .null : constant(isMixed ? random.pick([.int, .double]) : kind))
        }
        return .member(expression(kind, depth: depth), cells)
    }
}

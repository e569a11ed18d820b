/// An expression as a tree, with its text and its plain meaning: the oracle.
///
/// It is evaluated row by row by recursion over enums, in no way like the engine.
indirect enum Sample {
    case literal(Cell)
    case name(String)
    case not(Sample)
    case negated(Sample)
    case binary(String, Sample, Sample)
    case conditional(Sample, Sample, Sample)
    case member(Sample, [Cell])
    case has(String)
    case call(String, Sample)
    case method(String, Sample, Sample)

    private var precedence: Int {
        switch self {
        case .conditional: 0
        case .binary("||", _, _): 1
        case .binary("&&", _, _): 2
        case .binary("+", _, _), .binary("-", _, _): 4
        case .binary("*", _, _), .binary("/", _, _), .binary("%", _, _): 5
        case .binary, .member: 3
        case .not, .negated: 6
        case .literal, .name, .has, .call, .method: 7
        }
    }

    private func text(atLeast lowest: Int) -> String {
        precedence < lowest ? "(\(text))" : text
    }

    /// The expression with no more brackets than it needs.
    var text: String {
        switch self {
        case .literal(let cell): Self.text(cell)
        case .name(let name): name
        case .not(let operand): "!" + operand.text(atLeast: 6)
        case .negated(let operand): "-" + operand.text(atLeast: 6)
        case .binary(let sign, let left, let right):
            "\(left.text(atLeast: precedence)) \(sign) \(right.text(atLeast: precedence + 1))"
        case .conditional(let condition, let then, let otherwise):
            "\(condition.text(atLeast: 1)) ? \(then.text(atLeast: 1)) : \(otherwise.text)"
        case .member(let operand, let cells):
            "\(operand.text(atLeast: 3)) in [\(cells.map(Self.text).joined(separator: ", "))]"
        case .has(let name): "has(\(name))"
        case .call(let name, let operand): "\(name)(\(operand.text))"
        case .method(let name, let whole, let part): "(\(whole.text)).\(name)(\(part.text))"
        }
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .time(let value):
            value == 0
                ? "timestamp(\"1970-01-01T00:00:00Z\")" : "timestamp(\"1970-01-01T00:00:0\(value / 1000)Z\")"
        case .duration(let value): "duration(\"\(value)ms\")"
        default: cell.description
        }
    }

    func value(_ row: [String: Cell]) -> Cell {
        switch self {
        case .literal(let cell): return cell
        case .name(let name): return row[name] ?? .null
        case .has(let name):
            let cell = row[name] ?? .null
            return cell == .error ? .error : .bool(cell != .null)
        case .not(let operand):
            guard case .bool(let value) = operand.value(row) else { return .error }
            return .bool(!value)
        case .negated(let operand): return Self.negate(operand.value(row))
        case .conditional(let condition, let then, let otherwise):
            guard case .bool(let value) = condition.value(row) else { return .error }
            return value ? then.value(row) : otherwise.value(row)
        case .member(let operand, let cells):
            let value = operand.value(row)
            if value == .error { return .error }
            return .bool(cells.contains { Meaning.equal(value, $0) })
        case .call(let name, let operand): return Meaning.call(name, operand.value(row))
        case .method(let name, let whole, let part):
            guard case .string(let text) = whole.value(row), case .string(let other) = part.value(row) else {
                return .error
            }
            return .bool(Meaning.find(name, Array(text.utf8), Array(other.utf8)))
        case .binary(let sign, let left, let right):
            return Meaning.binary(sign, left.value(row), right.value(row))
        }
    }

    private static func negate(_ cell: Cell) -> Cell {
        switch cell {
        case .int(let value): value == .min ? .error : .int(-value)
        case .double(let value): .double(-value)
        default: .error
        }
    }
}

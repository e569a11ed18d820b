extension ColumnLowering {
    /// The constant that a part is, as a single value; `nil` when it depends on rows or is an error.
    func value(_ part: ColumnPart) -> CELValue? {
        switch part {
        case .cell(let node): return nodes[node].constant.flatMap(Self.value)
        case .value(let value): return value
        case .list(let elements):
            let values = elements.compactMap(value)
            return values.count == elements.count ? .list(values) : nil
        case .map(let entries):
            var map = CELMap()
            for entry in entries {
                guard let key = Self.value(entry.key), let value = value(entry.value),
                    map.insert(value, for: key)
                else { return nil }
            }
            return .map(map)
        }
    }

    private static func value(_ constant: Constant) -> CELValue? {
        switch constant {
        case .error: nil
        case .duration(let value) where value.multipliedReportingOverflow(by: 1_000_000).overflow: nil
        default: CELValue(constant)
        }
    }

    /// A single value as a part.
    mutating func part(_ value: CELValue) -> ColumnPart {
        switch value {
        case .null: return add(.constant(.null), .null)
        case .bool(let value): return add(.constant(.bool(value)), .bool)
        case .int(let value): return add(.constant(.int(value)), .int)
        case .double(let value): return add(.constant(.double(value)), .double)
        case .string(let value): return add(.constant(.string(value)), .string)
        case .timestamp(let value): return add(.constant(.time(TimestampText.milliseconds(value))), .time)
        case .duration(let value): return add(.constant(.duration(value / 1_000_000)), .duration)
        case .uint, .bytes, .type: return .value(value)
        case .list(let elements):
            var parts: [ColumnPart] = []
            for element in elements { parts.append(part(element)) }
            return .list(parts)
        case .map(let map):
            var entries: [ColumnEntry] = []
            for (key, value) in zip(map.keys, map.values) {
                guard let key = Self.key(key) else { continue }
                entries.append(ColumnEntry(key: key, value: part(value)))
            }
            return .map(entries)
        }
    }

    /// A key of a map; uints beyond the ints have none.
    static func key(_ value: CELValue) -> Constant? {
        switch value {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): Int64(exactly: value).map(Constant.int)
        case .string(let value): .string(value)
        default: nil
        }
    }

    /// A uint as the int that it equals, where it meets numbers of columns.
    mutating func number(_ part: ColumnPart) -> ColumnPart {
        guard case .value(.uint(let value)) = part, let whole = Int64(exactly: value) else { return part }
        return add(.constant(.int(whole)), .int)
    }

    /// What constants come to when they are computed by value; what fails is an error in every row.
    mutating func computed(
        _ type: ValueType, _ body: (inout EvaluationContext) throws(EvaluationFailure) -> CELValue
    ) -> ColumnPart {
        do throws(EvaluationFailure) {
            return part(try body(&context))
        } catch {
            return add(.constant(.error), type)
        }
    }

    /// A value that is an error wherever one of the parts is one that it came from, as a list with an error in it is one.
    mutating func guarded(_ part: ColumnPart, by others: [ColumnPart], at place: Int) -> ColumnPart? {
        var cells: [Int] = []
        for other in others { collect(other, into: &cells) }
        guard !cells.isEmpty else { return part }
        switch part {
        case .cell(let node): return add(.guarded(node, by: cells), nodes[node].type)
        case .list(var elements):
            guard let first = elements.first, let head = guarded(first, by: others, at: place) else { break }
            elements[0] = head
            return .list(elements)
        case .map(var entries):
            guard let first = entries.first?.value, let head = guarded(first, by: others, at: place) else {
                break
            }
            entries[0].value = head
            return .map(entries)
        case .value: break
        }
        refuse(place, "\(part.plural) that depend on fields cannot be taken apart here")
        return nil
    }

    /// The scalars of a part that may be errors.
    private func collect(_ part: ColumnPart, into cells: inout [Int]) {
        switch part {
        case .cell(let node):
            switch nodes[node].constant {
            case nil, .error: cells.append(node)
            default: break
            }
        case .value: break
        case .list(let elements): for element in elements { collect(element, into: &cells) }
        case .map(let entries): for entry in entries { collect(entry.value, into: &cells) }
        }
    }
}

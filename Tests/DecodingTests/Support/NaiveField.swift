import EventModel

/// One field, read in the plainest way from a tree.
struct NaiveField {
    enum Outcome: Equatable {
        case absent, misfit
        case cell(String)
    }

    /// A way to read, with what it makes of a scalar.
    struct Form: Sendable {
        var type: FieldType
        var storage = StringStorage.symbol
        var reading = FieldReading()
        var fallback: String?
        var read: @Sendable (JSONTree) -> Outcome
    }

    var name: String
    var path: FieldPath
    var form: Form
    var isRequired: Bool

    var described: MappedDecoder.Field {
        .init(
            name: name, path: path.description, type: form.type, isRequired: isRequired,
            storage: form.storage,
            reading: form.reading)
    }

    func outcome(in record: JSONTree) -> Outcome {
        var value = record
        for step in path.steps {
            switch (step, value) {
            case (_, .null): return .absent
            case (.key(let key), .object(let members)):
                guard let member = members.first(where: { $0.key == key }) else { return .absent }
                value = member.value
            case (.item(let item), .list(let items)):
                guard item < items.count else { return .absent }
                value = items[item]
            default: return .misfit
            }
        }
        switch value {
        case .null: return .absent
        case .list, .object: return .misfit
        default: return form.read(value)
        }
    }

    /// The objects on the way, as paths.
    var objects: [FieldPath] {
        path.steps.indices.compactMap { place in
            if case .key = path.steps[place] { FieldPath(Array(path.steps[..<place])) } else { nil }
        }
    }

    static let forms: [Form] = [
        Form(type: .int) { if case .int(let number) = $0 { .cell("\(number)") } else { .misfit } },
        Form(type: .int, reading: .with { $0.isQuoted = true }) { value in
            switch value {
            case .int(let number): .cell("\(number)")
            case .string(let text): text == "12" ? .cell("12") : .misfit
            default: .misfit
            }
        },
        Form(type: .double) { value in
            switch value {
            case .int(let number): .cell("\(Double(number))")
            case .decimal(let whole, let part): .cell("\(Double(JSONTree.decimal(whole, part)) ?? 0)")
            default: .misfit
            }
        },
        Form(type: .double, reading: .with { $0.minorUnits = 2 }) {
            if case .int(let number) = $0 { .cell("\(Double(number) / 100)") } else { .misfit }
        },
        Form(type: .bool, reading: .values(["Y": .bool(true), "12": .bool(false)])) { value in
            switch value {
            case .bool(let flag): .cell("\(flag)")
            case .string("Y"): .cell("true")
            case .string("12"), .int(12): .cell("false")
            default: .misfit
            }
        },
        Form(type: .string) { if case .string(let text) = $0 { .cell(text) } else { .misfit } },
        Form(type: .string, storage: .text) {
            if case .string(let text) = $0 { .cell(text) } else { .misfit }
        },
        Form(
            type: .string, storage: .text,
            reading: .with {
                $0.values = [MappedValue(theirs: "Y", ours: .string("a rather long word for yes"))]
                $0.fallback = .string("nothing")
            }, fallback: "nothing"
        ) { value in
            guard case .string(let text) = value else { return .misfit }
            return .cell(text == "Y" ? "a rather long word for yes" : text)
        },
        Form(type: .string, reading: .values(["Y": .string("yes")], other: .string("other"))) {
            if case .string("Y") = $0 { .cell("yes") } else { .cell("other") }
        },
        Form(type: .time, reading: .times(.epoch(.seconds))) { value in
            switch value {
            case .int(let number): .cell("\(number * 1000)")
            case .decimal(let whole, let part): .cell("\(whole * 1000 + part)")
            case .string("12"): .cell("12000")
            default: .misfit
            }
        },
    ]
}

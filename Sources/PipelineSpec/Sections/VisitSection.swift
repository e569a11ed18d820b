import EventModel
import Expressions

/// Reads the visits of a source.
struct VisitSection {
    static let keys: [SectionKey] = [
        .required("on", "the name of a source", .name, "The source whose events make the visits."),
        .required(
            "by", "the string field that tells visitors apart", .name,
            "The string field that tells visitors apart, by which the topic is partitioned."),
        .optional(
            "gap", "how long a visitor may be silent within a visit, such as 30m", .duration,
            default: DurationText.text(standardGapMilliseconds),
            "How long a visitor may be silent within a visit."),
        .required(
            "maximum", "what no visit spans more than, such as 12h: results wait that long for open visits",
            .duration, "What no visit spans more than; results wait that long for open visits."),
        .optional(
            "bots", "an expression that yields bool: events that mark a visit as a bot's",
            .expression([.bool]), "Events that mark a visit as a bot's."),
        .optional(
            "tell_bots", "true or false: whether bots' visits are rows, too", .flag, default: "false",
            "Whether bots' visits are rows of metrics, too."),
        .optional(
            "pages", "an expression that yields bool: events that count as a page", .expression([.bool]),
            "Events that count as a page."),
        .optional(
            "key_event", "an expression that yields bool: events that make a visit effective",
            .expression([.bool]), "Events that make a visit effective by themselves."),
        .optional(
            "effective", "{ dwell_above: 10s, pages: 2 }", .section(effectiveKeys),
            "What makes a visit effective beside a key event."),
        .optional(
            "funnel", "the steps in order by name, each an expression that yields bool", conditions,
            "The steps in order, each a condition on events; rows tell how far a visit went."),
        .optional(
            "flags", "by name, each an expression that yields bool: whether any event did", conditions,
            "Whether any event of the visit fulfilled a condition."),
        .optional(
            "counts", "by name, each an expression that yields bool: how many events did", conditions,
            "How many events of the visit fulfilled a condition."),
        .optional(
            "entry", "by name, each a field of the visit's first event", fieldNames,
            "Fields of the visit's first event, by the names that rows give them."),
        .optional(
            "exit", "by name, each a field of the visit's last event", fieldNames,
            "Fields of the visit's last event, by the names that rows give them."),
        .optional(
            "distinct", "a name and the field whose different values are counted", fieldNames,
            "A name, and the field whose different values in the visit are counted."),
        .optional(
            "limits", "{ events_per_step: 64, distinct_values: 64 }: what a visit may remember",
            .section(limitKeys), "What a visit may remember."),
    ]
    private static let limitKeys: [SectionKey] = [
        .optional(
            "events_per_step", "among how many of its first events a step is looked for, 1 to 10000",
            .integer(1...10_000), default: "64",
            "Among how many of its first events a step of the funnel is looked for."),
        .optional(
            "distinct_values", "how many different values are counted exactly, 3 to 10000",
            .integer(3...10_000), default: "64",
            "Up to how many different values are counted exactly; more are estimated."),
    ]
    private static let effectiveKeys: [SectionKey] = [
        .optional(
            "dwell_above", "a visit that lasts longer is effective, such as 10s", .duration,
            default: DurationText.text(standardDwellMilliseconds), "A visit that lasts longer is effective."),
        .optional(
            "pages", "a visit of so many pages is effective, such as 2", .integer(1...Int.max),
            default: "\(standardPages)", "A visit of so many pages is effective."),
    ]
    private static let conditions = ValueShape.named(.expression([.bool]), by: .identifier)
    private static let fieldNames = ValueShape.named(.name, by: .identifier)
    private static let standardGapMilliseconds: Int64 = 1_800_000
    private static let standardDwellMilliseconds: Int64 = 10_000
    private static let standardPages = 2
    /// What the operator has room for.
    private static let limits = (steps: 32, conditions: 60, fields: 63)

    let sources: Declared<SourceDeclaration>
    let promises: Declared<PromiseDeclaration>
    let log: ProblemLog

    /// `nil` when what metrics can see of them is unknown.
    func read(_ entry: YAMLEntry) -> VisitDeclaration? {
        let title = "visits '\(entry.key.name.shortened)'"
        if promises.contains(entry.key.name) {
            log.report(
                "'\(entry.key.name)' is a promise already", at: entry.key.place,
                expected: "another name: metrics find both by 'of'")
        }
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let (gap, maximum) = times(of: section)
        let tellsBots = section.flag("tell_bots", default: false)
        let effective = section.section("effective", keys: Self.effectiveKeys)
        let dwell = effective?.duration("dwell_above") ?? Self.standardDwellMilliseconds
        let pages = effective?.integer("pages", atLeast: 1) ?? Self.standardPages
        let remembered = section.section("limits", keys: Self.limitKeys)
        guard let source = section.reference("on", to: "source", in: sources),
            let visitor = visitor(of: section, source)
        else { return nil }
        var names = VisitNames(visitor: visitor, log: log)
        let scope = source.schema.scope
        func condition(_ name: String) -> CheckedExpression? {
            section.expression(name, scope: scope, yields: [.bool])
        }
        func conditions(_ name: String, _ take: (inout VisitNames, YAMLKey) -> Void) -> [NamedCondition] {
            section.conditions(name, scope: scope).map { key, condition in
                take(&names, key)
                return NamedCondition(name: key.name, condition: condition)
            }
        }
        func fields(_ name: String) -> [NamedField] {
            section.fields(name, of: source.schema).map { key, field in
                names.take(key.name, key)
                return field(key.name)
            }
        }
        let visits = VisitDeclaration(
            name: entry.key.name, source: source.name, visitor: visitor, gapMilliseconds: gap,
            maximumMilliseconds: maximum, bot: condition("bots"), tellsBots: tellsBots,
            page: condition("pages"),
            keyEvent: condition("key_event"), effectiveDwellMilliseconds: dwell, effectivePages: pages,
            funnel: conditions("funnel") { $0.takeStep($1) },
            flags: conditions("flags") { $0.take($1.name, $1) },
            counts: conditions("counts") { $0.take($1.name, $1) }, entry: fields("entry"),
            exit: fields("exit"),
            distinct: fields("distinct").first,
            eventsPerStep: remembered?.integer("events_per_step", in: 1...10_000, default: 64) ?? 64,
            distinctValues: remembered?.integer("distinct_values", in: 3...10_000, default: 64) ?? 64,
            location: log.location(of: entry.key))
        checkLimits(visits, section)
        return visits
    }

    private func times(of section: Section) -> (gap: Int64, maximum: Int64) {
        let gap = section.duration("gap", mustBePositive: true) ?? Self.standardGapMilliseconds
        guard let maximum = section.duration("maximum", mustBePositive: true) else {
            return (gap, max(gap, 16))
        }
        if maximum < max(gap, 16) {
            section.report(
                "the maximum is shorter than the gap", under: "maximum",
                expected: "at least \(DurationText.text(max(gap, 16)))")
        }
        return (gap, max(maximum, 16))
    }

    /// Visits live where all events of a visitor meet, if need be shared out anew by what stands in the events themselves.
    private func visitor(of section: Section, _ source: SourceDeclaration) -> String? {
        guard let (name, node) = section.scalar("by"),
            log.check(name, at: node, isStringFieldOf: source.schema, named: "source '\(source.name)'")
        else { return nil }
        if source.derived.contains(where: { $0.name == name }) {
            log.report(
                "the visits are by \(name), which source '\(source.name)' derives: events can be brought together by a"
                    + " field of their own only", at: node,
                expected: "a field of the schema, or events that have \(name) in their topic")
        }
        return name
    }

    private func checkLimits(_ visits: VisitDeclaration, _ section: Section) {
        func check(_ count: Int, _ limit: Int, _ what: String, _ key: String) {
            guard count > limit, let entry = section.entry(key) else { return }
            log.report("\(count) \(what) are too many", at: entry.key.place, expected: "at most \(limit)")
        }
        let conditions = visits.funnel.count + visits.flags.count + visits.counts.count
        check(visits.funnel.count, Self.limits.steps, "steps", "funnel")
        check(
            conditions, Self.limits.conditions, "steps, flags and counts",
            visits.flags.isEmpty ? "counts" : "flags")
        check(
            visits.entry.count + visits.exit.count, Self.limits.fields, "fields",
            visits.entry.isEmpty ? "exit" : "entry")
        guard let entry = section.entry("distinct"), case .mapping(let all) = entry.value.content,
            all.count > 1
        else { return }
        log.report(
            "the different values of one field can be counted", at: all[1].key.place, expected: "one name")
    }
}

/// The names that the rows of visits have, to find those that are taken.
private struct VisitNames {
    private var taken: Set<String>
    private let log: ProblemLog

    init(visitor: String, log: ProblemLog) {
        taken = Set(VisitDeclaration.ownVariables.keys).union([visitor, EventSchema.eventTimeName])
        self.log = log
    }

    mutating func take(_ name: String, _ key: YAMLKey) {
        if let objection = NameRule.identifier.objection(to: key.name) {
            log.report(objection.message, at: key.place, expected: objection.expected)
        } else if !taken.insert(name).inserted {
            log.report("visits have a '\(name)' already", at: key.place, expected: "another name")
        }
    }

    mutating func takeStep(_ key: YAMLKey) {
        for (name, _) in VisitDeclaration.stepVariables(key.name) where !taken.insert(name).inserted {
            log.report(
                "visits have a '\(name)' already", at: key.place, expected: "another name for the step")
        }
        if let objection = NameRule.identifier.objection(to: key.name) {
            log.report(objection.message, at: key.place, expected: objection.expected)
        }
    }
}

extension Section {
    /// The entries of a mapping whose keys are names of the pipeline's own.
    private func named(_ name: String, expected: String) -> (section: Section, keys: [YAMLKey])? {
        guard let entry = entry(name),
            let entries = log.mapping(
                entry.value, title: "'\(name)' of \(title)", expected: self.expected(name)),
            let section = Section(
                entry.value, title: "'\(name)' of \(title)", place: entry.key.place,
                keys: entries.map { .optional($0.key.name, expected) }, log: log)
        else { return nil }
        return (section, entries.map(\.key))
    }

    /// The sound conditions of a mapping.
    fileprivate func conditions(_ name: String, scope: Scope) -> [(
        key: YAMLKey, condition: CheckedExpression
    )] {
        guard let (section, keys) = named(name, expected: .yielding([.bool])) else { return [] }
        return keys.compactMap { key in
            section.expression(key.name, scope: scope, yields: [.bool]).map { (key, $0) }
        }
    }

    /// The fields that a mapping names, each as something that wants its name.
    fileprivate func fields(_ name: String, of schema: EventSchema) -> [(
        key: YAMLKey, field: (String) -> NamedField
    )] {
        guard let (section, keys) = named(name, expected: "a field of the event") else { return [] }
        return keys.compactMap { key in
            guard let (text, node) = section.scalar(key.name) else { return nil }
            if let field = schema.field(named: text) {
                return (key, { NamedField(name: $0, field: text, type: field.type) })
            }
            log.report(
                "schema '\(schema.name)' has no field '\(text.shortened)'", at: node,
                expected: "a field of the event",
                suggestion: nearest(to: text, among: schema.fields.map(\.name)))
            return nil
        }
    }
}

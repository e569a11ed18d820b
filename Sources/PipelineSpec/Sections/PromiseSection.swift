import Expressions

/// Reads one promise of a pipeline.
struct PromiseSection {
    static let keys: [SectionKey] = [
        .required(
            "by", "the string field that ties its events together", .name,
            "The string field that ties its events together; where their topics are partitioned by another one, the plan brings them together."
        ),
        .required(
            "made", "the event that makes it: on, when, due, remember", .section(madeKeys),
            "The event that makes it, and until when it must be kept."),
        .optional(
            "kept", "the event that keeps it, or a list of events: on, when", .oneOrMore(.section(eventKeys)),
            "The event that keeps it, or a list of which the first to happen does; the due time breaks it."),
        .optional(
            "broken", "the event that breaks it, or a list of events: on, when",
            .oneOrMore(.section(eventKeys)),
            "The event that breaks it, or a list of which the first to happen does; the due time keeps it."),
        .optional(
            "waived", "the event after which it no longer counts, or a list of events: on, when",
            .oneOrMore(.section(eventKeys)),
            "The event, or a list of events, after which it counts neither as kept nor as broken."),
        .optional(
            "gather", "names, each with an event: on, when, first",
            .named(.section(gatherKeys), by: .identifier),
            "What further events up to the due time tell of it: fields of its rows, by name. With it neither 'kept' nor 'broken' must be there."
        ),
        .optional(
            "forget_after", "how long it is remembered behind its due time, such as 60d", .duration,
            default: DurationText.text(forgetAfterMilliseconds),
            "How long it is remembered behind its due time, so that a late fulfilment is still seen."),
    ]
    /// Events keep it or break it, or only tell more of it.
    static let shape = ValueShape.forms(
        keys, [FormChoice(among: keys, ["kept": [], "broken": [], "gather": []])])
    private static let eventKeys: [SectionKey] = [
        .required("on", "the name of a source", .name, "The source that the event comes from."),
        .optional(
            "when", "an expression that yields bool", .expression([.bool]),
            "Which of the source's events it is; any without it."),
    ]
    static let gatherKeys: [SectionKey] =
        eventKeys + [
            .optional(
                "first", "a field of the event", .name,
                "The field whose first value counts; without it, true or false tells whether there was such an event."
            )
        ]
    private static let madeKeys: [SectionKey] =
        eventKeys + [
            .required(
                "due", "an expression that yields a timestamp", .expression([.time]),
                "When it is due: events up to that millisecond decide it, afterwards the due time does."),
            .optional(
                "remember", "a list of fields", .oneOrMore(.name),
                "Fields of this event that metrics need: keys, filters, amounts."),
        ]
    private static let forgetAfterMilliseconds: Int64 = 60 * 86_400_000

    let sources: Declared<SourceDeclaration>
    let log: ProblemLog

    /// `nil` when what metrics can see of it is unknown.
    func read(_ entry: YAMLEntry) -> PromiseDeclaration? {
        let title = "promise '\(entry.key.name.shortened)'"
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let key = section.scalar("by")
        let made = section.section("made", keys: Self.madeKeys).flatMap { event($0, key: key) }
        let kept = events("kept", of: section, key: key)
        let broken = events("broken", of: section, key: key)
        let waived = events("waived", of: section, key: key)
        let gathered = gathered(of: section, key: key)
        checkDeciding(section)
        let forgetAfter = section.duration("forget_after", mustBePositive: true)
        guard let key, let made, let making = making(made, key: key.text) else { return nil }
        check(gathered, beside: making, key: key.text, of: section)
        return PromiseDeclaration(
            name: entry.key.name, key: key.text, made: making,
            kept: section.has("kept") && kept.isEmpty ? [PromiseEvent(source: making.source)] : kept,
            broken: section.has("broken") && broken.isEmpty
                ? [PromiseEvent(source: making.source)] : broken,
            waived: waived, gathered: gathered,
            forgetAfterMilliseconds: forgetAfter ?? Self.forgetAfterMilliseconds,
            location: log.location(of: entry.key))
    }

    private func checkDeciding(_ section: Section) {
        if section.has("kept"), let broken = section.entry("broken") {
            log.report(
                "\(section.title) has 'kept' and 'broken'", at: broken.key.place,
                expected:
                    "kept: events that keep it, the due time breaks it; or broken: events that break it,"
                    + " the due time keeps it; not both")
        } else if !section.has("kept"), !section.has("broken"), !section.has("gather") {
            if section.isWritten("broken") || section.isWritten("gather") { return }
            section.reportMissing(
                "kept", expected: "kept: the event that keeps it; or broken: the event that breaks it")
        }
    }

    private func events(
        _ name: String, of promise: Section, key: (text: String, node: YAMLNode)?
    ) -> [PromiseEvent] {
        promise.sections(name, keys: Self.eventKeys).compactMap { event($0, key: key)?.promiseEvent }
    }

    func event(_ section: Section, key: (text: String, node: YAMLNode)?) -> PromiseEventDraft? {
        guard let source = section.reference("on", to: "source", in: sources) else { return nil }
        if let key { check(key, on: source, event: section) }
        let when = section.expression("when", scope: source.schema.scope, yields: [.bool])
        return PromiseEventDraft(section: section, source: source, when: when)
    }

    /// The ledger of a promise lives where its events meet: where their topics are not partitioned by its key, they are
    /// shared out anew, by what stands in the events themselves.
    private func check(_ key: (text: String, node: YAMLNode), on source: SourceDeclaration, event: Section) {
        let owner = "source '\(source.name)'"
        guard log.check(key.text, at: key.node, isStringFieldOf: source.schema, named: owner) else { return }
        guard source.derived.contains(where: { $0.name == key.text }), let on = event.scalar("on") else {
            return
        }
        log.report(
            "the promise is by \(key.text), which \(owner) derives: events can be brought together by a field of their own"
                + " only", at: on.node,
            expected: "a promise by a field of the schema, or events that have \(key.text) in their topic")
    }

    private func making(_ draft: PromiseEventDraft, key: String) -> PromiseMaking? {
        let scope = draft.source.schema.scope
        let due = draft.section.expression("due", scope: scope, yields: [.time])
        let names = draft.section.names("remember")
        let sound = remembered(names, schema: draft.source.schema, key: key)
        guard sound.count == names.count, let due = due ?? .eventTime else { return nil }
        return PromiseMaking(source: draft.source.name, when: draft.when, due: due, remember: sound)
    }

    private func remembered(
        _ names: [(name: String, node: YAMLNode)], schema: EventSchema, key: String
    ) -> [String] {
        let known = schema.scope.variables
        var sound: [String] = []
        for (name, node) in names {
            if name == key {
                log.report("'\(name)' is the promise's key and needs no remembering", at: node)
            } else if sound.contains(name) {
                log.report("'\(name)' is remembered twice", at: node)
            } else if PromiseDeclaration.ownVariables[name] != nil {
                log.report(
                    "every promise has its own '\(name)'", at: node, expected: "a field of another name")
            } else if known[name] == nil {
                log.report(
                    "schema '\(schema.name)' has no field '\(name.shortened)'", at: node,
                    expected: "a field of the event that makes the promise",
                    suggestion: nearest(to: name, among: schema.fields.map(\.name)))
            } else {
                sound.append(name)
            }
        }
        return sound
    }
}

/// An event of a promise while it is read.
struct PromiseEventDraft {
    var section: Section
    var source: SourceDeclaration
    var when: CheckedExpression?

    var promiseEvent: PromiseEvent { PromiseEvent(source: source.name, when: when) }
}

extension CheckedExpression {
    /// Stands for a timestamp that could not be read, so that what depends on it is checked all the same.
    fileprivate static var eventTime: CheckedExpression? {
        try? CheckedExpression(
            EventSchema.eventTimeName, scope: Scope(variables: [EventSchema.eventTimeName: .time]))
    }
}

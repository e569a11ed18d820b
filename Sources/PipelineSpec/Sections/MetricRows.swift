import EventModel
import Expressions

/// The rows of a metric: where they come from and what expressions on them see.
struct MetricRows {
    var input: MetricInput
    var scope: Scope
    /// The names that can be part of a key.
    var keys: [String]
    /// How messages call what the rows come from.
    private var owner: String

    /// `nil` when it is unknown what the rows look like.
    static func read(
        in section: Section, sources: Declared<SourceDeclaration>, promises: Declared<PromiseDeclaration>,
        visits: Declared<VisitDeclaration>
    ) -> MetricRows? {
        let moment = section.choice("at", default: PromiseMoment.due)
        switch (section.entry("of"), section.entry("on")) {
        case (_?, let on?):
            section.log.report(
                "\(section.title) has 'of' and 'on'", at: on.key.place,
                expected: "of: a promise or visits, or on: a source, not both")
        case (nil, nil):
            section.log.report(
                "\(section.title) has neither 'of' nor 'on'", at: section.place,
                expected: "of: a promise or visits, or on: a source")
        case (_?, nil):
            if let (name, _) = section.scalar("of"), visits.contains(name) {
                refuseMoment(in: section)
                guard let visits = visits.value(named: name),
                    let schema = sources.value(named: visits.source)?.schema
                else { return nil }
                return MetricRows(visits: visits, schema: schema)
            }
            guard let promise = promise(in: section, promises, visits),
                let schema = sources.value(named: promise.made.source)?.schema
            else { return nil }
            if promise.isBrokenByEvents, moment == .fulfilled, let at = section.entry("at") {
                section.log.report(
                    "promise '\(promise.name)' is kept by its due time: no event fulfils it",
                    at: at.value, expected: "at: due, which holds if left out")
            }
            return MetricRows(promise: promise, at: moment, schema: schema)
        case (nil, _?):
            refuseMoment(in: section)
            return section.reference("on", to: "source", in: sources).map { MetricRows(source: $0) }
        }
        return nil
    }

    private static func promise(
        in section: Section, _ promises: Declared<PromiseDeclaration>, _ visits: Declared<VisitDeclaration>
    ) -> PromiseDeclaration? {
        guard let (name, node) = section.scalar("of"), !visits.names.isEmpty, !promises.contains(name) else {
            return section.reference("of", to: "promise", in: promises)
        }
        let names = promises.names + visits.names
        section.log.report(
            "there is neither a promise nor visits of the name '\(name.shortened)'", at: node,
            expected: listed(names), suggestion: nearest(to: name, among: names))
        return nil
    }

    private static func refuseMoment(in section: Section) {
        guard let at = section.entry("at") else { return }
        section.log.report(
            "'at' is for metrics of promises", at: at.key.place,
            expected: section.has("on") ? "no 'at' beside 'on'" : "no 'at': visits count at their start")
    }

    /// What is wrong with a name as a part of the key.
    func objection(to name: String) -> String {
        guard let type = scope.variables[name] else { return "\(owner) has no '\(name.shortened)'" }
        return type == .string
            ? "'\(name)' cannot be part of a key"
            : "'\(name)' is of type \(type), so it cannot be part of a key"
    }

    private init(promise: PromiseDeclaration, at moment: PromiseMoment, schema: EventSchema) {
        input = .promise(promise.name, at: moment)
        let scope = promise.scope(schema: schema)
        self.scope = scope
        keys =
            [promise.key]
            + (promise.made.remember + promise.gathered.map(\.name)).filter { scope.variables[$0] == .string }
        owner = "promise '\(promise.name)'"
    }

    private init(visits: VisitDeclaration, schema: EventSchema) {
        input = .visits(visits.name)
        let scope = visits.scope(schema: schema)
        self.scope = scope
        keys =
            [visits.visitor]
            + (visits.entry + visits.exit).map(\.name).filter { scope.variables[$0] == .string }
        owner = "visits '\(visits.name)'"
    }

    private init(source: SourceDeclaration) {
        input = .source(source.name)
        scope = source.schema.scope
        keys = source.schema.fields.filter { $0.type == .string }.map(\.name)
        owner = "source '\(source.name)'"
    }
}

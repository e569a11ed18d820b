import EventModel
import Expressions

/// Reads what a promise gathers of further events.
extension PromiseSection {
    /// The fields, by name, so that their order in the file means nothing.
    func gathered(of promise: Section, key: (text: String, node: YAMLNode)?) -> [GatheredField] {
        guard let entry = promise.entry("gather"),
            let entries = log.mapping(
                entry.value, title: "'gather' of \(promise.title)", expected: promise.expected("gather"))
        else { return [] }
        return entries.compactMap { field($0, of: promise, key: key) }.sorted { $0.name < $1.name }
    }

    private func field(
        _ entry: YAMLEntry, of promise: Section, key: (text: String, node: YAMLNode)?
    ) -> GatheredField? {
        if let objection = NameRule.identifier.objection(to: entry.key.name) {
            log.report(objection.message, at: entry.key.place, expected: objection.expected)
            return nil
        }
        let title = "'\(entry.key.name.shortened)' of \(promise.title)"
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.gatherKeys, log: log),
            let draft = event(section, key: key)
        else { return nil }
        let field = GatheredField(name: entry.key.name, event: draft.promiseEvent, field: nil, type: .bool)
        guard section.has("first") else { return field }
        guard let (name, node) = section.scalar("first") else { return nil }
        let schema = draft.source.schema
        guard let type = schema.scope.variables[name] else {
            log.report(
                "schema '\(schema.name)' has no field '\(name.shortened)'", at: node,
                expected: "a field of the event, or nothing to know whether there was one",
                suggestion: nearest(to: name, among: schema.fields.map(\.name)))
            return nil
        }
        return GatheredField(name: field.name, event: field.event, field: name, type: type)
    }

    /// Finds names that a promise's rows have already.
    func check(_ gathered: [GatheredField], beside making: PromiseMaking, key: String, of promise: Section) {
        guard let entry = promise.entry("gather"), case .mapping(let entries) = entry.value.content else {
            return
        }
        let taken = Set(making.remember + [key] + PromiseDeclaration.ownVariables.keys)
        for entry in entries where taken.contains(entry.key.name) {
            log.report(
                "\(promise.title) has a '\(entry.key.name)' already", at: entry.key.place,
                expected: "another name")
        }
    }
}

import EventModel
import Foundation

/// Reads how often an alert may be told and when it rests.
enum AlertRestSection {
    static let limit = SectionKey.optional(
        "limit", "{ episodes: 3, per: 1d }: how often an entity's alert may be told", .section(limitKeys),
        "How often an entity's alert may be told; more episodes are kept back.")
    static let maintenance = SectionKey.optional(
        "maintenance", "a list of { from: 2025-03-01T22:00, to: 2025-03-02T06:00, zone: Europe/Berlin }",
        .list(.section(restKeys)), "When nothing is told, because work is being done.")

    private static let limitKeys: [SectionKey] = [
        .required("episodes", "a whole number from 1 on", .integer(1...mostEpisodes), "How many episodes."),
        .required("per", "a duration such as 1d", .duration, "In how long a time."),
    ]
    private static let restKeys: [SectionKey] = [
        .required(
            "from", "a time such as 2025-03-01T22:00, or with an offset 2025-03-01T22:00:00Z", .text,
            "When it begins."),
        .required("to", "a later time such as 2025-03-02T06:00", .text, "When it ends."),
        .optional(
            "zone", "the time zone of times without an offset, such as Europe/Berlin; UTC if left out", .zone,
            default: "UTC", "The time zone of times without an offset."),
        .optional(
            "entities", "a list of keys; of keys with several parts, lists of these; without it, all",
            .list(.either([.text, .list(.text)])), "Whose alerts rest; without it, all."),
    ]
    /// Each entity remembers so many times.
    private static let mostEpisodes = 1_000

    static func limit(in alert: Section) -> LimitDeclaration? {
        guard let section = alert.section("limit", keys: limitKeys) else { return nil }
        let episodes = section.integer("episodes", in: 1...mostEpisodes, default: 1)
        let per = section.duration("per", mustBePositive: true)
        return per.map { LimitDeclaration(episodes: episodes, perMilliseconds: $0) }
    }

    /// When the rule rests; `parts` is how many parts the key of an entity has, `nil` when that is unknown.
    static func maintenance(in alert: Section, parts: Int?) -> [MaintenanceDeclaration] {
        guard let entry = alert.entry("maintenance") else { return [] }
        guard case .list(let items) = entry.value.content else {
            if case .unreadable = entry.value.content { return [] }
            alert.log.report(
                "'maintenance' of \(alert.title) is \(entry.value.kind)", at: entry.value,
                expected: maintenance.expected)
            return []
        }
        return items.compactMap { item in
            Section(
                item, title: "an item of 'maintenance'", place: alert.log.place(of: item), keys: restKeys,
                log: alert.log
            ).flatMap { rest($0, parts) }
        }
    }

    private static func rest(_ section: Section, _ parts: Int?) -> MaintenanceDeclaration? {
        let zone = section.zone("zone").flatMap(TimeZone.init(identifier:))
        let entities = entities(section, parts)
        guard let zone, let from = time("from", section, zone), let to = time("to", section, zone) else {
            return nil
        }
        guard from < to else {
            section.report("the maintenance ends before it begins", under: "to")
            return nil
        }
        return MaintenanceDeclaration(from: from, to: to, entities: entities)
    }

    /// `nil` for all entities.
    private static func entities(_ section: Section, _ parts: Int?) -> [[String]]? {
        guard let entry = section.entry("entities") else { return nil }
        guard case .list(let items) = entry.value.content, !items.isEmpty else {
            if case .unreadable = entry.value.content { return [] }
            section.report("'entities' is no list of keys", under: "entities")
            return []
        }
        return items.compactMap { item in
            let key = key(item, section.log)
            if let key, let parts, key.count != parts {
                section.log.report(
                    "the key has \(parts) part\(parts == 1 ? "" : "s"), not \(key.count)", at: item,
                    expected: parts == 1 ? "a text" : "a list of \(parts) texts, in the order of 'by'")
                return nil
            }
            return key
        }
    }

    private static func key(_ item: YAMLNode, _ log: ProblemLog) -> [String]? {
        guard case .list(let parts) = item.content else {
            return log.scalar(item, title: "an item of 'entities'", expected: "a key").map { [$0] }
        }
        return parts.compactMap { log.scalar($0, title: "a part of a key", expected: "a text") }
    }

    private static func time(_ name: String, _ section: Section, _ zone: TimeZone) -> EventTime? {
        guard let (text, node) = section.scalar(name) else { return nil }
        if let time = LocalTime.parse(text, zone: zone) { return time }
        section.log.report(
            "'\(text.shortened)' is no '\(name)'", at: node, expected: section.expected(name))
        return nil
    }
}

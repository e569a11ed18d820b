import EventModel
import Foundation
import ReplayDifference

/// What `credence diff` tells: a summary first.
struct DifferenceReport {
    var episodes: [EpisodeDifference]
    var results: ResultComparison

    private static let shown = 20

    var isEmpty: Bool { episodes.isEmpty && results.differing.isEmpty }

    private var byRule: [(rule: String, counts: [EpisodeDifference.Change: Int])] {
        Dictionary(grouping: episodes, by: \.subject.rule).sorted { $0.key < $1.key }.map { rule, all in
            (rule, all.reduce(into: [:]) { $0[$1.change, default: 0] += 1 })
        }
    }

    var text: String {
        guard !isEmpty else {
            return "no difference: \(Console.count(results.same, "result")) and all episodes are the same"
        }
        var lines: [String] = []
        for (rule, counts) in byRule {
            let parts = EpisodeDifference.Change.allCases.compactMap { change in
                counts[change].map { "\($0) \(change.rawValue)" }
            }
            lines.append("\(rule): \(parts.joined(separator: ", "))")
        }
        for difference in episodes.prefix(Self.shown) { lines.append("  \(Self.line(difference))") }
        if episodes.count > Self.shown { lines.append("  and \(episodes.count - Self.shown) more") }
        let differing = results.differing.values.reduce(0, +)
        lines.append(
            "results: \(Console.grouped(results.same)) the same, \(Console.grouped(differing)) differ")
        for (metric, count) in results.differing.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(metric): \(Console.grouped(count))")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ difference: EpisodeDifference) -> String {
        func span(_ episode: Episode?) -> String {
            guard let episode else { return "none" }
            return "\(RFC3339.format(episode.from)) to \(episode.to.map(RFC3339.format) ?? "the end")"
        }
        let (rule, entity) = difference.subject
        let what = "\(difference.change.rawValue): \(rule) \(Console.plain(entity))"
        switch difference.change {
        case .new: return "\(what), \(span(difference.new))"
        case .missing: return "\(what), \(span(difference.old))"
        default: return "\(what), \(span(difference.old)), now \(span(difference.new))"
        }
    }

    var json: String {
        let counts = episodes.reduce(into: [EpisodeDifference.Change: Int]()) {
            $0[$1.change, default: 0] += 1
        }
        return jsonText(
            EpisodeDifference.Change.allCases.map { ($0.rawValue, .number(counts[$0] ?? 0)) } + [
                ("results_same", .number(results.same)),
                ("results_differing", .number(results.differing.values.reduce(0, +))),
            ])
    }

    /// Every difference as a line of JSON.
    var lines: String {
        var lines: [String] = []
        for difference in episodes {
            lines.append(
                jsonText([
                    ("change", .string(difference.change.rawValue)),
                    ("rule", .string(difference.subject.rule)),
                    ("entity", .string(difference.subject.entity)),
                    ("old_from", .string(difference.old.map { RFC3339.format($0.from) } ?? "")),
                    ("old_to", .string(difference.old?.to.map(RFC3339.format) ?? "")),
                    ("new_from", .string(difference.new.map { RFC3339.format($0.from) } ?? "")),
                    ("new_to", .string(difference.new?.to.map(RFC3339.format) ?? "")),
                ]))
        }
        for difference in results.differences {
            lines.append(
                jsonText([
                    ("change", .string("result")), ("result", .string(difference.result)),
                    ("old", .string(difference.old ?? "")), ("new", .string(difference.new ?? "")),
                ]))
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

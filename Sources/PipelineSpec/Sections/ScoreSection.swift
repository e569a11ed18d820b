import Expressions

/// Reads one score of a pipeline.
struct ScoreSection {
    static let keys: [SectionKey] =
        MeasureNotesSection.keys + [
            .required(
                "by", "a string name or a list of them: the key of all its metrics", .oneOrMore(.name),
                "The key, which is that of all its metrics."),
            .required(
                "of", "metrics by the names that they have in the score", .named(.name, by: .identifier),
                "The metrics that it is made of, by the names that its expressions use."),
            .optional(
                "optional", "parts that a key may lack, a list of their names", .oneOrMore(.name),
                "The parts that a key may lack and be rated all the same: `has(part)` tells whether it has one."
            ),
            .required(
                "value", "an expression that yields double or int: the score", .expression([.double, .int]),
                "The score: an expression over its parts."),
            .optional(
                "when", "an expression that yields bool: otherwise the key is unrated", .expression([.bool]),
                "When there is enough to go by; otherwise the key is unrated."),
            .optional(
                "every", "how often it is told, such as 1d, which holds if left out", .duration,
                default: "1d",
                "How often it is told."),
            .optional(
                "compare", "how far back the score lies that it is compared with, such as 7d", .duration,
                "How far back the score lies that it is compared with; a multiple of every."),
            .optional(
                "forget_after",
                "how long a metric's latest result counts, such as 30d, which holds if left out",
                .duration, default: "30d", "How long after a window's end its result counts."),
            .optional(
                "levels", "the lowest score of each level by its name, such as { high: 80, low: 0 }",
                .named(.between(-.infinity, .infinity)), "Names for ranges: the lowest score of each."),
        ]
    private static let day: Int64 = 86_400_000
    /// Each key remembers so many scores at most.
    private static let longestComparison: Int64 = 10_000

    let metrics: Declared<CheckedMetric>
    /// The names of all scores of the pipeline.
    let names: [String]
    let functions: PipelineFile.AlertFunctions
    let log: ProblemLog

    /// `nil` when what alerts can see of it is unknown.
    func read(_ entry: YAMLEntry) -> CheckedScore? {
        let title = "score '\(entry.key.name.shortened)'"
        if metrics.contains(entry.key.name) {
            log.report(
                "'\(entry.key.name)' is a metric already", at: entry.key.place,
                expected: "another name: alerts find both by 'on'")
        }
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let (every, compare) = steps(of: section)
        let forgetAfter = section.duration("forget_after", default: 30 * Self.day)
        let levels = levels(of: section)
        let by = section.names("by")
        guard let parts = parts(of: section), check(parts, by, section) else { return nil }
        let optional = optional(of: section, parts)
        let scope = scope(parts, by: by.map(\.name))
        let value = section.expression(
            "value", scope: scope, yields: [.double, .int], explaining: explained)
        let when = section.expression("when", scope: scope, yields: [.bool], explaining: explained)
        guard let value else { return nil }
        let score = ScoreDeclaration(
            name: entry.key.name, notes: MeasureNotesSection.read(in: section), by: by.map(\.name),
            parts: parts.map {
                ScorePart(
                    name: $0.name, metric: $0.metric.metric.name, isOptional: optional.contains($0.name))
            },
            value: value, when: when, everyMilliseconds: every, compareMilliseconds: compare,
            forgetAfterMilliseconds: forgetAfter, levels: levels, location: log.location(of: entry.key))
        var alertScope = scope
        alertScope.functions = functions(.scoreAlert(parts.map { ($0.name, $0.metric.metric) }))
        return CheckedScore(score: score, scope: score.alertScope(parts: alertScope))
    }

    /// A problem as the reader can mend it: what lacks is in a metric.
    private func explained(_ problem: ExpressionProblem) -> ExpressionProblem {
        guard
            let name = AlertScope.posteriorFunctions.union(["quantile"])
                .first(where: { problem.message == "unknown function '\($0)'" })
        else { return problem }
        var problem = problem
        problem.message = "'\(name)' is for a part that is a share with a prior"
        problem.expected = "prior: { mean: 0.05, weight: 50 } in its metric, and part.\(name)(…)"
        problem.suggestion = nil
        return problem
    }

    /// What the score's own expressions see.
    private func scope(_ parts: [Part], by: [String]) -> Scope {
        var scope = Scope(variables: [:])
        for part in parts {
            scope.variables.merge(part.metric.variables(asPart: part.name)) { first, _ in first }
        }
        for name in by {
            scope.variables[name] = .string
            scope.knownValues[name] = parts.first?.metric.scope.knownValues[name]
        }
        scope.functions = functions(.score(parts.map { ($0.name, $0.metric.metric) }))
        return scope
    }

    private func steps(of section: Section) -> (every: Int64, compare: Int64) {
        let every = section.duration("every", mustBePositive: true) ?? Self.day
        let compare = section.duration("compare", mustBePositive: true) ?? 0
        if compare % every != 0 {
            section.report(
                "'compare' is not a multiple of the step of \(DurationText.text(every))", under: "compare",
                expected: "a multiple of 'every', such as \(DurationText.text(7 * every))")
        } else if compare / every > Self.longestComparison {
            section.report(
                "each key would remember \(compare / every) scores", under: "compare",
                expected: "at most \(Self.longestComparison) steps of 'every'")
        }
        return (every, compare)
    }

    private func levels(of section: Section) -> [ScoreLevelDeclaration] {
        guard let entry = section.entry("levels"),
            let entries = log.mapping(
                entry.value, title: "'levels' of \(section.title)", expected: section.expected("levels")),
            let inner = Section(
                entry.value, title: "'levels' of \(section.title)", place: entry.key.place,
                keys: entries.map { .optional($0.key.name, "a number: the lowest score of the level") },
                log: log)
        else { return [] }
        var levels: [ScoreLevelDeclaration] = []
        for level in entries {
            let (name, place) = (level.key.name, level.key.place)
            if let objection = NameRule.declared.objection(to: name) {
                log.report(objection.message, at: place, expected: objection.expected)
            } else if name == ScoreDeclaration.unrated {
                log.report(
                    "'\(name)' is the level of keys without a score", at: place, expected: "another name")
            }
            guard let from = inner.number(name, where: { _ in true }) else { continue }
            if let same = levels.first(where: { $0.from == from }) {
                log.report(
                    "the levels '\(same.name)' and '\(name)' begin at the same score", at: place,
                    expected: "a lowest score of its own for each")
            }
            levels.append(ScoreLevelDeclaration(name: name, from: from))
        }
        return levels
    }
}

/// A score with what alerts on it see.
struct CheckedScore {
    var score: ScoreDeclaration
    var scope: Scope
}

import Foundation

/// What both sides told, held against each other.
struct Verdict {
    private(set) var lines: [String] = []
    private(set) var failures: [String] = []

    var isGood: Bool { failures.isEmpty }

    mutating func tell(_ line: String) { lines.append(line) }

    mutating func fail(_ line: String) {
        failures.append(line)
        lines.append("WRONG: \(line)")
    }

    /// Compares what the workers that were killed told with what the one told that was not.
    ///
    /// - Parameters:
    ///   - torn: of the workers that were killed.
    ///   - calm: of the one that was not.
    ///   - isStrict: whether what was aborted is hidden, so that every record counts. Otherwise the same results
    ///     must be there: equal where they are finished with their events; where partial panes were merged, aborted
    ///     ones among them, nothing may be missing in them. Of alerts the different transitions of the former are
    ///     compared.
    mutating func compare(_ torn: Told.Content, with calm: Told.Content, isStrict: Bool) {
        if calm.finals == 0 { fail("the undisturbed run told nothing") }
        compareResults(torn, calm, isStrict)
        compareAlerts(torn, calm, isStrict)
        func active(_ content: Told.Content) -> [String: [UInt8]] {
            content.active.filter { isStrict || Self.isOf(TrialPipeline.gathered.alert, $0.key) }
        }
        compareSets("active alerts", active(torn), active(calm))
        compareSets("rejected records", torn.rejects.mapValues { _ in 1 }, calm.rejects.mapValues { _ in 1 })
        repeated("rejected records", torn.rejects.values.reduce(0) { $0 + $1 - 1 }, isStrict)
        if !isStrict {
            tell(
                "the embedded cluster shows records of aborted transactions: compared were the newest result of every key"
                    + " (\(TrialPipeline.gathered.metric) as a whole, of the others the key and that nothing is missing in"
                    + " its counts) and the different transitions of the alert \(TrialPipeline.gathered.alert)"
            )
        }
    }

    private mutating func compareResults(_ torn: Told.Content, _ calm: Told.Content, _ isStrict: Bool) {
        let wanted = calm.results.filter { $0.value.isFinal }
        let found = torn.results.filter { $0.value.isFinal }
        tell("final results: \(found.count) of \(wanted.count)")
        list("final results are missing", wanted.keys.filter { found[$0] == nil })
        list("final results nobody expects", found.keys.filter { wanted[$0] == nil })
        let different = found.filter { key, result in
            guard let other = wanted[key], other.newest != result.newest else { return false }
            return isStrict || Self.isOf(TrialPipeline.gathered.metric, key)
                || Counts.isLess(result.newest, than: other.newest)
        }
        list(
            "final results differ",
            different.map { key, result in
                "\(Self.text(result.newest)) instead of \(Self.text(wanted[key]?.newest))"
            })
        repeated("final results", found.values.reduce(0) { $0 + $1.finals - 1 }, isStrict)
        let behind = found.filter { $0.value.isBehindFinal }
        if isStrict { list("results came behind a final one", Array(behind.keys)) }
    }

    private mutating func compareAlerts(_ torn: Told.Content, _ calm: Told.Content, _ isStrict: Bool) {
        tell(
            "alert transitions: \(torn.transitions) of \(calm.transitions), of \(calm.alerts.count) alerts")
        guard !isStrict else { return compareSets("alerts", torn.alerts, calm.alerts) }
        let rule = TrialPipeline.gathered.alert
        func different(_ content: Told.Content) -> [String: Set<[UInt8]>] {
            content.alerts.filter { Self.isOf(rule, $0.key) }.mapValues { Set($0) }
        }
        compareSets("alerts of \(rule)", different(torn), different(calm))
        repeated(
            "alert transitions", torn.alerts.values.reduce(0) { $0 + $1.count - Set($1).count }, isStrict)
    }

    private static func isOf(_ name: String, _ key: String) -> Bool { key.hasPrefix(name + "|") }

    private mutating func compareSets<Value: Equatable>(
        _ what: String, _ torn: [String: Value], _ calm: [String: Value]
    ) {
        tell("\(what): \(torn.count) of \(calm.count)")
        list("\(what) are missing", calm.keys.filter { torn[$0] == nil })
        list("\(what) nobody expects", torn.keys.filter { calm[$0] == nil })
        list("\(what) differ", torn.keys.filter { key in calm[key].map { $0 != torn[key] } ?? false })
    }

    private mutating func repeated(_ what: String, _ count: Int, _ isStrict: Bool) {
        if isStrict, count > 0 { return fail("\(count) \(what) came more than once") }
        if count > 0 { tell("\(what) told again, as aborted records are not hidden: \(count)") }
    }

    private mutating func list(_ what: String, _ items: [String]) {
        guard !items.isEmpty else { return }
        let shown = items.sorted().prefix(5).map { "  \($0)" }.joined(separator: "\n")
        fail("\(items.count) \(what):\n\(shown)")
    }

    private static func text(_ bytes: [UInt8]?) -> String {
        bytes.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
    }
}

/// The counts and sums of results.
enum Counts {
    private static let names = ["count", "sum", "orders"]

    /// Whether one result has counted less than another, or cannot be read.
    static func isLess(_ bytes: [UInt8]?, than other: [UInt8]?) -> Bool {
        guard let found = values(bytes), let wanted = values(other) else { return true }
        return names.contains { name in
            guard let number = wanted[name] as? Double else { return false }
            return (found[name] as? Double ?? 0) < number
        }
    }

    private static func values(_ bytes: [UInt8]?) -> [String: Any]? {
        let object = try? JSONSerialization.jsonObject(with: Data(bytes ?? [])) as? [String: Any]
        return object?["values"] as? [String: Any]
    }
}

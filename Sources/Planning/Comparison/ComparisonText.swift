/// Writes what becomes of state for people.
extension PlanText {
    /// A comparison in lines: what restarts first, then what is new, gone and kept.
    public func lines(_ comparison: PlanComparison) -> [String] {
        let order: [PlanComparison.Verdict] = [.restarts, .new, .gone, .kept]
        let groups = order.map { verdict in (verdict, comparison.entries.filter { $0.verdict == verdict }) }
        var lines = groups.filter { !$0.1.isEmpty }.flatMap { verdict, entries in
            [heading(verdict, entries.count)] + entries.flatMap { self.lines($0) } + [""]
        }
        let memory =
            "workers refuse to start on state that restarts: say --restart-changed-state to let it begin anew, or raise"
            + " the pipeline's version, which restarts everything"
        lines += wrapped(memory, indent: 0).map { painted($0, .faint) } + [""]
        let counts = order.map { "\(comparison.count($0)) \($0.rawValue)" }
        lines.append(counts.joined(separator: ", "))
        return lines
    }

    private func heading(_ verdict: PlanComparison.Verdict, _ count: Int) -> String {
        painted("\(verdict.rawValue) (\(count))", verdict == .restarts ? .warning : .heading)
    }

    private func lines(_ entry: PlanComparison.Entry) -> [String] {
        ["  " + painted(entry.id, .name)]
            + entry.reasons.enumerated().flatMap { wrapped(($0 == 0 ? "because " : "and ") + $1, indent: 4) }
            + entry.notes.flatMap { note -> [String] in
                let body = wrapped(note, indent: 6)
                guard let first = body.first else { return [] }
                return ["    - " + first.drop { $0 == " " }] + body.dropFirst()
            }
    }
}

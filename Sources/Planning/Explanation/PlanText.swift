/// Writes plans for people.
public struct PlanText {
    /// What a piece of text is, for colours.
    public enum Style: Sendable {
        /// What opens a section.
        case heading
        /// The name of an operator or a topic.
        case name
        /// What is beside the point.
        case faint
        /// What needs attention.
        case warning
    }

    /// Columns of the terminal.
    public var width: Int
    private let paint: (String, Style) -> String

    /// A writer.
    ///
    /// - Parameters:
    ///   - width: columns; less than 60 count as 60.
    ///   - paint: colours a piece of text, or returns it as it is.
    public init(width: Int, paint: @escaping (String, Style) -> String = { text, _ in text }) {
        self.width = max(60, width)
        self.paint = paint
    }

    func painted(_ text: String, _ style: Style) -> String { paint(text, style) }

    /// A plan in lines.
    public func lines(_ plan: PlanExplanation) -> [String] {
        var lines = [
            paint("\(plan.pipeline) version \(plan.version)", .heading) + paint("  \(plan.file)", .faint)
        ]
        for (number, stage) in plan.stages.enumerated() {
            lines.append("")
            lines += self.stage(stage, number: number, plan)
        }
        lines += section("topics", table(plan.topics.map(cells), styles: [.faint, .name]))
        let total = "\(PlanWords.bytes(Double(plan.stateBytes))) of state in all tasks together, supposing"
        lines += section(
            "sizes", wrapped(total, indent: 2) + wrapped(plan.assumptions.joined(separator: ", "), indent: 4))
        lines += section("notes", plan.notes.flatMap { item($0) })
        let warnings = plan.warnings.flatMap { self.warning($0) }
        lines += section(warnings.isEmpty ? "no warnings" : "warnings", warnings)
        return lines
    }

    private func section(_ title: String, _ body: [String]) -> [String] {
        ["", paint(title, .heading)] + body
    }

    private func stage(_ stage: ExplainedStage, number: Int, _ plan: PlanExplanation) -> [String] {
        let tasks = stage.tasks.map { "\($0) task\($0 == 1 ? "" : "s"), " } ?? "tasks: "
        var lines = [
            paint("stage \(number + 1): \(stage.name)", .heading)
                + paint("  \(tasks)\(stage.taskRule)", .faint)
        ]
        let operators = plan.operators.filter { $0.stage == number }
        let heads = table(operators.map(cells), styles: [.faint, .name])
        for (head, one) in zip(heads, operators) { lines += [head] + facts(one) }
        return lines
    }

    private func cells(_ one: ExplainedOperator) -> [String] {
        let size = one.size.map {
            [
                "\($0.bytesPerKey) B/\($0.entry == "active instance" ? "instance" : $0.entry)",
                "≈ " + PlanWords.bytes(Double($0.bytes)),
            ]
        }
        return [one.kind.rawValue, one.name, one.key.isEmpty ? "" : "by " + one.key.joined(separator: ", ")]
            + (size ?? ["", ""])
    }

    private func cells(_ topic: ExplainedTopic) -> [String] {
        let role = topic.role == .rejects ? "written" : topic.role.rawValue
        let partitions = topic.partitions.map { PlanWords.count(Int64($0), "partition") } ?? ""
        let rate = topic.recordsPerSecond.map { "\(PlanWords.number($0.rounded(.up)))/s" } ?? ""
        let bytes = topic.bytesPerSecond.map { "\(PlanWords.bytes($0))/s" } ?? ""
        return [
            role, topic.name, "by " + topic.key, partitions, rate, bytes,
            topic.isCompacted ? "compacted" : topic.retention.map { "kept \($0)" } ?? "",
        ]
    }

    private func facts(_ one: ExplainedOperator) -> [String] {
        var facts = one.facts
        if let size = one.size {
            let entries = PlanWords.count(Int64(size.entries), size.entry)
            facts.append(
                PlanFact(name: "state", text: "\(entries), \(size.bytesPerKey) B each: \(size.formula)"))
        }
        let names = facts.map(\.name.count).max() ?? 0
        return facts.flatMap { fact -> [String] in
            let label = fact.name.padded(to: names)
            let body = wrapped(fact.text, indent: 6 + names + 2)
            guard let first = body.first else { return [] }
            return ["      " + paint(label, .faint) + "  " + first.drop { $0 == " " }] + body.dropFirst()
        }
    }

    private func item(_ text: String) -> [String] {
        let body = wrapped(text, indent: 4)
        return body.enumerated().map { $0 == 0 ? "  - " + $1.drop { $0 == " " } : $1 }
    }

    private func warning(_ warning: PlanWarning) -> [String] {
        ["  \(warning.place): " + paint("warning: \(warning.kind.rawValue)", .warning)]
            + wrapped(warning.message, indent: 4) + wrapped("= " + warning.cure, indent: 4)
    }

    /// Columns that are as wide as their widest cell; the last is as long as it is.
    func table(_ rows: [[String]], styles: [Style]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = " "
            for (column, cell) in row.enumerated() where widths[column] > 0 {
                let text = cell.padded(to: widths[column])
                line += " " + (column < styles.count ? paint(text, styles[column]) : text) + " "
            }
            return line.trimmedAtEnd
        }
    }

    /// Lines no wider than the terminal, broken at spaces; a word that is wider stays whole.
    func wrapped(_ text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [margin + line]
    }
}

extension ExplainedTopic {
    /// How long records are kept, where the worker says it.
    fileprivate var retention: String? {
        settings?["retention.ms"].flatMap { Int64($0) }.map(PlanWords.duration)
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }

    fileprivate var trimmedAtEnd: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }
}

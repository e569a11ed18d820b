extension WindowForm {
    /// `session: 30m`, with a maximum if sessions must not grow without end.
    static let session = WindowForm(
        key: .optional(
            "session", "after how much silence of a key its window ends, such as 30m", .duration,
            "Rows of a key without a silence longer than this between them."),
        further: [
            .optional(
                "at_most", "what no session spans more than, such as 1d", .duration,
                "What no session spans more than; longer ones are cut.")
        ]
    ) { section in
        let gap = section.duration("session", mustBePositive: true)
        let maximum = section.duration("at_most", mustBePositive: true)
        guard let gap else { return nil }
        guard section.has("at_most") else {
            return .session(gapMilliseconds: gap, maximumMilliseconds: nil)
        }
        guard let maximum else { return nil }
        // The engine cuts long sessions on a grid of a sixteenth of the maximum.
        guard maximum >= max(gap, 16) else {
            section.report(
                "the longest session is shorter than the silence that ends one", under: "at_most",
                expected: "at least \(DurationText.text(max(gap, 16)))")
            return nil
        }
        return .session(gapMilliseconds: gap, maximumMilliseconds: maximum)
    }
}

extension MetricSection {
    /// What sessions cannot do: they are put together from fragments, which nothing takes apart again.
    func checkSession(_ window: WindowDeclaration, _ input: MetricInput, _ section: Section) {
        guard window.isSession, let entry = section.entry("window") else { return }
        let (rows, reason) =
            switch input {
            case .source: ("", "")
            case .promise: ("a promise", "a promise may turn out otherwise later")
            case .visits: ("visits", "visits are sessions already, and late events change them")
            }
        guard !rows.isEmpty else { return }
        log.report(
            "sessions of \(rows) cannot be told: \(reason)", at: entry.key.place,
            expected: "another window, or a metric on a source")
    }
}

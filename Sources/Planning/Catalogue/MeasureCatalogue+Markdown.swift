import PipelineSpec

extension MeasureCatalogue {
    /// The catalogue as a page, with links of runbooks relative to a folder.
    ///
    /// - Parameter folder: where the page lies, such as `docs`; links that begin with it lose it.
    /// - Returns: Markdown, a table of measures and one of alerts for each pipeline.
    public func markdown(in folder: String) -> String {
        let heading = """
            # What the pipelines measure

            Made by `credence catalogue Pipelines --format markdown`; what is wrong here is mended in the pipelines.

            """
        return heading + chapters.map { page($0, folder) }.joined()
    }

    private func page(_ chapter: Chapter, _ folder: String) -> String {
        var page = "\n## \(chapter.pipeline)\n\n"
        page += "| id | measure | what it is | unit | better | by | window | owner |\n"
        page += "|---|---|---|---|---|---|---|---|\n"
        for measure in chapter.measures {
            let notes = measure.notes
            let id = notes.id ?? ""
            let cells = [
                notes.runbook.map { "[\(id.isEmpty ? "page" : id)](\(link($0, folder)))" } ?? id,
                "`\(measure.name)`" + (measure.isScore ? " (score)" : ""), notes.description ?? "",
                notes.unit ?? "", notes.direction?.word ?? "", measure.by.joined(separator: ", "),
                measure.window, notes.owner ?? "",
            ]
            page += row(cells)
        }
        let alerts = chapter.measures.flatMap { measure in measure.alerts.map { (measure, $0) } }
        guard !alerts.isEmpty else { return page }
        page += "\n| alert | on | class | severity | fires when |\n|---|---|---|---|---|\n"
        for (measure, alert) in alerts {
            let name = alert.runbook.map { "[`\(alert.name)`](\(link($0, folder)))" } ?? "`\(alert.name)`"
            let condition = alert.condition.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            page += row([name, "`\(measure.name)`", alert.kind, alert.severity, "`\(condition)`"])
        }
        return page
    }

    private func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }

    private func link(_ address: String, _ folder: String) -> String {
        address.hasPrefix(folder + "/") ? String(address.dropFirst(folder.count + 1)) : address
    }
}

extension MeasureNotes.Direction {
    fileprivate var word: String {
        switch self {
        case .higherIsBetter: "higher"
        case .higherIsWorse: "lower"
        case .neutral: ""
        }
    }
}

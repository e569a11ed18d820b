import EventModel

/// Visits recomputed from all events at once: sort, split, count.
struct NaiveVisits {
    let settings: VisitSettings

    /// The rows of all visits that are over at a watermark, as the harness writes rows.
    func rows(of clicks: [VisitClick], watermark: Int64 = .max) -> [String: Int] {
        var rows: [String: Int] = [:]
        for visit in visits(of: clicks) {
            guard let last = visit.last, last.time + settings.gap < watermark else { continue }
            if visit.contains(where: \.isBot), !settings.tellsBots { continue }
            rows[row(of: visit), default: 0] += 1
        }
        return rows
    }

    /// The events of each visit in order.
    func visits(of clicks: [VisitClick]) -> [[VisitClick]] {
        var visits: [[VisitClick]] = []
        for visitor in Set(clicks.map(\.visitor)) {
            let own = clicks.filter { $0.visitor == visitor }.sorted { ($0.time, $0.tie) < ($1.time, $1.tie) }
            var runs: [[VisitClick]] = []
            for click in own {
                if let last = runs.last?.last, click.time - last.time <= settings.gap {
                    runs[runs.count - 1].append(click)
                } else {
                    runs.append([click])
                }
            }
            visits += runs.flatMap(cut)
        }
        return visits
    }

    private func cell(_ time: Int64) -> Int64 {
        guard let maximum = settings.maximum else { return 0 }
        let width = maximum / 16
        var cell = time / width
        if cell * width > time { cell -= 1 }
        return cell
    }

    private func cut(_ run: [VisitClick]) -> [[VisitClick]] {
        guard let first = run.first else { return [] }
        let byPiece = Dictionary(grouping: run) { (cell($0.time) - cell(first.time)) / 16 }
        return byPiece.keys.sorted().compactMap { byPiece[$0] }
    }

    private func row(of visit: [VisitClick]) -> String {
        guard let first = visit.first, let last = visit.last else { return "" }
        let pages = visit.count { $0.kind == "view" || $0.kind == "review" }
        let isBot = visit.contains(where: \.isBot)
        let isKey = visit.contains { $0.kind == "order" }
        let dwell = last.time - first.time
        let effective = settings.effective
        let isEffective = !isBot && (dwell > effective.dwellAbove || pages >= effective.pages || isKey)
        let times = funnel(visit)
        var parts = [
            first.visitor, "\(first.time)..\(last.time)", "n\(visit.count)", "dwell\(dwell)", "pages\(pages)",
            "bot\(isBot)", "key\(isKey)", "effective\(isEffective)", "furthest\(times.count)",
        ]
        for (number, step) in VisitHarness.steps.enumerated() {
            let time = number < times.count ? "\(times[number])" : "-"
            let has = visit.contains { step.matches($0) }
            parts.append("\(step.name):\(time):\(has)")
        }
        parts.append("review\(visit.contains { $0.kind == "review" })")
        parts.append("carts\(visit.count { $0.kind == "cart" })")
        parts.append("from \(first.channel ?? "null")")
        parts.append("to \(last.kind) \(last.product ?? "null")")
        parts.append("products\(distinct(visit.compactMap(\.product)))")
        return parts.joined(separator: " ")
    }

    /// The time of each step that is reached in order.
    private func funnel(_ visit: [VisitClick]) -> [Int64] {
        // Within each cell of the grid the first so many events of a step are looked at.
        let cells = Dictionary(grouping: visit.indices) { cell(visit[$0].time) }
        let candidates = VisitHarness.steps.map { step in
            cells.values.flatMap { places in
                places.filter { step.matches(visit[$0]) }.sorted().prefix(settings.eventsPerStep)
            }.sorted()
        }
        var times: [Int64] = []
        var place = 0
        for step in candidates {
            guard let found = step.first(where: { $0 >= place }) else { break }
            times.append(visit[found].time)
            place = found
        }
        return times
    }

    private func distinct(_ products: [String]) -> Int64 {
        let hashes = Set(products.map { ByteHash.hash($0) }).sorted()
        guard hashes.count > settings.distinctValues else { return Int64(hashes.count) }
        let largest = hashes[settings.distinctValues - 1]
        let (estimate, _) = largest.dividingFullWidth((UInt64(settings.distinctValues - 1), 0))
        return Int64(max(estimate, UInt64(settings.distinctValues + 1)))
    }
}

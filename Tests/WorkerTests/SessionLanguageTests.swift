import EventModel
import Testing
import Worker

/// Session windows as pipelines write them, against a plain computation.
@Suite struct SessionLanguageTests {
    private static let clicks = MadeClick.made(900, over: 3 * MadeClick.day, seed: 21)
    private static let gap = 30 * MadeClick.minute
    private static let maximum = 2 * MadeClick.hour
    private static let pipeline = """
        time: { out_of_orderness: 10m, allowed_lateness: 1h }
        metrics:
          interest:
            on: clicks
            by: visitor_id
            count: true
            also: { spent: { sum: amount }, sellers: { distinct: seller_id }, last: { last: event_type } }
            window: { session: 30m }
          orders: { on: clicks, when: event_type == "order_completed", by: visitor_id, count: true, window: { session: 30m } }
          stretches: { on: clicks, by: seller_id, count: true, window: { session: 30m, at_most: 2h } }
          hourly: { on: clicks, by: visitor_id, count: true, window: { tumbling: 1h } }
        """

    /// The clicks of one key, parted at gaps.
    private static func sessions(_ clicks: [MadeClick]) -> [[MadeClick]] {
        var runs: [[MadeClick]] = []
        for click in clicks {
            if let last = runs.last?.last, click.time - last.time <= gap {
                runs[runs.count - 1].append(click)
            } else {
                runs.append([click])
            }
        }
        return runs
    }

    private static func line(_ key: String, _ clicks: [MadeClick], _ numbers: String) -> String {
        "\(key) \(clicks[0].time) \(clicks[clicks.count - 1].time) \(numbers)"
    }

    private static let interest: Set<String> = {
        var lines: Set<String> = []
        for (visitor, own) in Dictionary(grouping: clicks, by: \.visitor) {
            for session in sessions(own) {
                let spent = session.reduce(0) { $0 + $1.amount }
                let sellers = Set(session.map(\.seller)).count
                lines.insert(
                    line(visitor, session, "\(session.count) \(spent) \(sellers) \(session.last?.kind ?? "")")
                )
            }
        }
        return lines
    }()

    private static let orders: Set<String> = {
        var lines: Set<String> = []
        for (visitor, own) in Dictionary(grouping: clicks, by: \.visitor) {
            // A session is that of all clicks, whichever of them a metric counts.
            for session in sessions(own) {
                let count = session.count { $0.kind == "order_completed" }
                if count > 0 { lines.insert(line(visitor, session, "\(count)")) }
            }
        }
        return lines
    }()

    private static let stretches: Set<String> = {
        var lines: Set<String> = []
        for (seller, own) in Dictionary(grouping: clicks, by: \.seller) {
            for run in sessions(own) {
                // Cells of a sixteenth of the maximum, sixteen to a session, counted from the first one's.
                func cell(_ click: MadeClick) -> Int64 { click.time / (maximum / 16) }
                for piece in Dictionary(grouping: run, by: { (cell($0) - cell(run[0])) / 16 }).values {
                    lines.insert(line(seller, piece, "\(piece.count)"))
                }
            }
        }
        return lines
    }()

    private func check(_ run: ClickRun, _ note: String = "") {
        let interest = run["interest"].map { final in
            let spent = Int64(((final.number("spent") ?? -1) * 100).rounded())
            let last = final.values["last"] as? String ?? ""
            return
                "\(final.key["visitor_id"] ?? "") \(final.start) \(final.end) \(Int(final.number ?? -1)) \(spent)"
                + " \(Int(final.number("sellers") ?? -1)) \(last)"
        }
        #expect(Set(interest) == Self.interest && interest.count == Self.interest.count, "\(note)")
        #expect(counts(run["orders"], "visitor_id") == Self.orders.sorted(), "\(note)")
        #expect(counts(run["stretches"], "seller_id") == Self.stretches.sorted(), "\(note)")
        #expect(run["hourly"].reduce(0) { $0 + Int($1.number ?? 0) } == Self.clicks.count, "\(note)")
    }

    private func counts(_ finals: [ClickRun.Final], _ key: String) -> [String] {
        finals.map { "\($0.key[key] ?? "") \($0.start) \($0.end) \(Int($0.number ?? -1))" }.sorted()
    }

    @Test func `sessions are those of a plain computation`() throws {
        #expect(Self.interest.count > 200 && Self.stretches.count > 30)
        check(try ClickRun(Self.pipeline, clicks: Self.clicks))
    }

    @Test(arguments: UInt64(1)...3)
    func `rows that come in late join and part sessions`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let jitter = 70 * MadeClick.minute
        let shuffled = Self.clicks.map {
            (click: $0, at: $0.time + Int64.random(in: 0..<jitter, using: &random))
        }
        .sorted { ($0.at, $0.click.id) < ($1.at, $1.click.id) }.map(\.click)
        let run = try ClickRun(
            Self.pipeline, clicks: shuffled, partitions: Int(seed), batchSize: Int(seed) * 23)
        #expect(run.counts.used == Self.clicks.count, "seed \(seed)")
        check(run, "seed \(seed)")
    }

    @Test func `an alert sees each session when it is over`() throws {
        let run = try ClickRun(
            Self.pipeline + """

                alerts:
                  busy:
                    on: interest
                    class: breach
                    when: count >= 4
                    include_partial: true
                """, clicks: Self.clicks)
        var expected: [String] = []
        for (visitor, own) in Dictionary(grouping: Self.clicks, by: \.visitor) {
            var isFiring = false
            for session in Self.sessions(own) where (session.count >= 4) != isFiring {
                isFiring.toggle()
                let over = (session.last?.time ?? 0) + Self.gap + 1
                expected.append("\(visitor) \(isFiring ? "firing" : "resolved") \(over)")
            }
        }
        let told = Published(run.log).transitions.map {
            "\($0.entity["visitor_id"] ?? "") \($0.state) \(RFC3339.parse($0.time)?.milliseconds ?? 0)"
        }
        #expect(expected.count > 4)
        #expect(told.sorted() == expected.sorted())
    }
}

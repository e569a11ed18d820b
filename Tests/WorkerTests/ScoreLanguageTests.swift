import EventModel
import Testing
import Worker

/// Scores as pipelines write them, against a plain computation.
@Suite struct ScoreLanguageTests {
    private static let naive: NaiveTrust = {
        // Nights without a click, so that keys come and go.
        let clicks = MadeClick.made(500, over: 6 * MadeClick.day, seed: 31).filter {
            $0.seller != "seller-0" || $0.time / MadeClick.day % 2 == 0
        }
        return NaiveTrust(clicks: clicks)
    }()
    private static let run = Result { try ClickRun(NaiveTrust.pipeline, clicks: naive.clicks) }

    private func isNear(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) < 1e-9
    }

    @Test func `scores are those of a plain computation`() throws {
        let expected = Self.naive.scores()
        let told = try Self.run.get()["trust"].sorted {
            ($0.key["seller_id"] ?? "", $0.end) < ($1.key["seller_id"] ?? "", $1.end)
        }
        #expect(told.count == expected.count)
        for (final, score) in zip(told, expected) {
            #expect(final.key["seller_id"] == score.seller && final.end == score.time)
            #expect(final.start == score.start && final.isPartial == score.isPartial)
            #expect(isNear(final.number, score.value))
            #expect(isNear(final.number("previous"), score.previous))
            #expect(isNear(final.number("change"), score.change))
            #expect(isNear(final.number("orders"), score.orders))
            #expect(final.number("orders.count") == score.ordersCount.map(Double.init))
            #expect(final.values["rated"] as? Bool == (score.value != nil))
            #expect(final.values["level"] as? String == score.level)
            #expect(final.values["previous_level"] as? String == score.previousLevel)
            #expect(final.number("level_change") == score.levelChange.map(Double.init))
        }
        // What the comparison is worth: all there is occurs.
        #expect(expected.contains { $0.value == nil } && expected.contains { $0.level == nil })
        #expect(Set(expected.compactMap(\.levelChange)).count > 2)
        let gaps = zip(expected, expected.dropFirst()).count {
            $0.seller == $1.seller && $1.time - $0.time > NaiveTrust.step
        }
        #expect(gaps > 0)
    }

    @Test func `functions of the posterior read counts and prior of their part`() throws {
        let told = try Self.run.get()["certainty"].compactMap(\.number)
        #expect(told.count > 40)
        for certainty in told { #expect(abs(certainty - 0.95) < 1e-9) }
    }

    @Test func `a key without an optional part is rated all the same`() throws {
        let run = try ClickRun(
            """
            metrics:
              clicks_made: { on: clicks, by: seller_id, count: true, window: { tumbling: 6h } }
              favoured: { on: clicks, when: seller_id == "seller-1", by: seller_id, count: true, window: { tumbling: 6h } }
            scores:
              lenient:
                by: seller_id
                of: { made: clicks_made, favoured: favoured }
                optional: favoured
                value: "1.0 + (has(favoured) ? 10.0 : 0.0)"
                every: 6h
              strict:
                by: seller_id
                of: { made: clicks_made, favoured: favoured }
                value: "1.0 + (has(favoured) ? 10.0 : 0.0)"
                every: 6h
            """, clicks: Self.naive.clicks)
        let lenient = run["lenient"]
        #expect(lenient.allSatisfy { $0.number == ($0.key["seller_id"] == "seller-1" ? 11 : 1) })
        #expect(Set(lenient.map { $0.key["seller_id"] }).count > 2)
        let strict = run["strict"]
        #expect(strict.allSatisfy { $0.number == ($0.key["seller_id"] == "seller-1" ? 11 : nil) })
        #expect(strict.count == lenient.count)
    }

    @Test func `alerts on a score see levels, changes and parts`() throws {
        var expected: [String] = []
        for (seller, scores) in Dictionary(grouping: Self.naive.scores(), by: \.seller) {
            var isFiring = false
            for score in scores {
                let holds = score.levelChange ?? 0 < 0 || score.change ?? 0 <= -15
                guard holds != isFiring else { continue }
                isFiring = holds
                expected.append("\(seller) \(holds ? "firing" : "resolved") \(score.time)")
            }
        }
        let transitions = Published(try Self.run.get().log).transitions
        let told = transitions.map {
            "\($0.entity["seller_id"] ?? "") \($0.state) \(RFC3339.parse($0.time)?.milliseconds ?? 0)"
        }
        #expect(expected.count > 6)
        #expect(told.sorted() == expected.sorted())
        for firing in transitions where firing.state == "firing" {
            let summary = try #require(firing.summary)
            #expect(summary.contains(" clicks, ") && summary.hasSuffix(" %"))
            #expect(firing.values["orders.among"] == firing.values["orders.count"])
        }
    }

    @Test(arguments: [(1, 7), (4, 500)])
    func `neither partitions nor batches show in scores`(partitions: Int, batchSize: Int) throws {
        let other = try ClickRun(
            NaiveTrust.pipeline, clicks: Self.naive.clicks, partitions: partitions, batchSize: batchSize)
        let first = try Self.run.get()
        #expect(Published(other.log).finals == Published(first.log).finals)
        #expect(Published(other.log).alerts == Published(first.log).alerts)
    }
}

import EventModel

/// One event of the tests of visits.
struct VisitClick {
    var id: String
    var visitor: String
    var time: Int64
    var kind = "view"
    var product: String?
    var channel: String?
    var isBot = false

    var tie: UInt64 { ByteHash.hash(id) }

    static let kinds = ["view", "view", "view", "cart", "review", "order", "other"]

    /// Events of few visitors, close enough to join and part, with many at the same time.
    static func random(_ random: inout SplitMix64, count: Int, span: Int64) -> [VisitClick] {
        (0..<count).map { number in
            VisitClick(
                id: "e\(number)", visitor: "v\(Int.random(in: 0..<4, using: &random))",
                time: Int64.random(in: -span / 2..<span / 2, using: &random),
                kind: kinds.randomElement(using: &random) ?? "view",
                product: Bool.random(using: &random) ? "p\(Int.random(in: 0..<9, using: &random))" : nil,
                channel: Bool.random(using: &random) ? "c\(Int.random(in: 0..<3, using: &random))" : nil,
                isBot: Int.random(in: 0..<40, using: &random) == 0)
        }
    }
}

/// What the visits of a test are.
struct VisitSettings {
    var gap: Int64 = 30
    var maximum: Int64?
    var lateness: Int64 = 0
    var tellsBots = true
    var effective = EffectiveRule()
    var eventsPerStep = 64
    var distinctValues = 64

    struct EffectiveRule {
        var dwellAbove: Int64 = 10
        var pages: Int64 = 2
    }

    static func random(_ random: inout SplitMix64) -> VisitSettings {
        var settings = VisitSettings()
        settings.gap = Int64.random(in: 1...40, using: &random)
        settings.maximum = Bool.random(using: &random) ? Int64.random(in: 16...160, using: &random) : nil
        settings.lateness = Int64.random(in: 0...120, using: &random)
        settings.tellsBots = Bool.random(using: &random)
        settings.eventsPerStep = Int.random(in: 1...8, using: &random)
        settings.distinctValues = Int.random(in: 3...8, using: &random)
        return settings
    }
}

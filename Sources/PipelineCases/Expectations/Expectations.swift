import PipelineSpec

/// What a case expects.
struct Expectations: Sendable {
    /// What is expected of one metric or one alert rule.
    struct List: Sendable {
        var teller: CaseCatalogue.Teller
        /// How the case names it.
        var name: String
        var records: [ExpectedRecord]
        /// Whether there is nothing besides.
        var isComplete: Bool
        /// Where it begins.
        var place: TextPlace
    }

    /// The dead letters of one source.
    struct DeadLetters: Sendable {
        var label: String
        /// One for each; empty with ``count`` when only their number is given.
        var records: [ExpectedRecord]
        var count: Int?
        var place: TextPlace
    }

    /// A number that a source must have.
    struct Count: Sendable {
        var label: String
        /// `used`, `late`, …
        var name: String
        var number: Int
        var place: TextPlace
    }

    var metrics: [List] = []
    var alerts: [List] = []
    var late: [Count] = []
    var deadLetters: [DeadLetters] = []
    var counts: [Count] = []
    /// Whether alerts may speak of which nothing is said.
    var allowsOtherAlerts = false
    /// Where it begins.
    var place: TextPlace
    /// The latest time that is named, in milliseconds since the epoch.
    var latest: Int64?
}

/// One thing that is expected: only the fields that are listed are compared.
struct ExpectedRecord: Sendable {
    var fields: [(name: String, value: TestValue)]
    /// Whether there must be none like this.
    var isAbsent = false
    var place: TextPlace
}

/// A place that a difference points at.
struct TextPlace: Sendable, Hashable {
    var location: SourceLocation
    /// The whole line.
    var line: String
}

extension SpecPlace {
    var textPlace: TextPlace { TextPlace(location: location, line: line) }
}

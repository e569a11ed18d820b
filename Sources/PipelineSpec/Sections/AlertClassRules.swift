/// What an alert of a class must have, and what means nothing in it.
///
/// A breach is a level, which a condition says. An erosion is a change, which a detector finds and which tells by itself when
/// it is over. The other two may be either.
struct AlertClassRules {
    private let kind: AlertClass

    init(_ kind: AlertClass) { self.kind = kind }

    /// Notes what is missing or too much.
    func check(_ section: Section, metric: MetricDeclaration?) {
        checkCondition(section)
        guard section.has("detect") else {
            if section.has("remember_entities"), section.text("no_data") != NoData.fire.rawValue {
                refuse(
                    "remember_entities", section, "is of no use without 'detect' or 'no_data: fire'",
                    expected: "no_data: fire beside it, or no 'remember_entities'")
            }
            return
        }
        refuse("clear", section, "a detector tells by itself when it is clear")
        let detector = section.entry("detect").flatMap { names(in: $0.value) }?.first
        if detector == "cusum" {
            refuse("for", section, "a cusum signals once and then begins anew, so that nothing lasts")
        }
        if let metric, metric.value.isZeroWithoutRows, ["seasonal", "ewma"].contains(detector) {
            refuse(
                "no_data", section,
                "to \(detector ?? "") no data of metric '\(metric.name)' is a result of 0")
        }
    }

    private func checkCondition(_ section: Section) {
        let (has, hasNot) =
            switch kind {
            case .breach: ("when", "detect")
            case .erosion: ("detect", "when")
            case .integrity, .dataQuality:
                section.has("detect") ? ("detect", "when") : ("when", "detect")
            }
        if !section.has(has) {
            let isEither = kind == .integrity || kind == .dataQuality
            section.log.report(
                "'\(has)' is missing in \(section.title)", at: section.place,
                expected: "\(has): \(section.expected(has))" + (isEither ? ", or detect" : ""))
        }
        guard let entry = section.entry(hasNot) else { return }
        let other = kind == .breach ? "erosion" : "breach"
        let expected =
            kind == .breach || kind == .erosion
            ? "\(has) alone, or class: \(other)" : "either 'when' or 'detect'"
        section.log.report(
            "an alert of class \(kind.rawValue) with '\(has)' has no '\(hasNot)'", at: entry.key.place,
            expected: expected)
    }

    private func refuse(_ name: String, _ section: Section, _ why: String, expected: String? = nil) {
        guard let entry = section.entry(name) else { return }
        section.log.report(
            expected == nil ? "'\(name)' beside 'detect' means nothing: \(why)" : "'\(name)' \(why)",
            at: entry.key.place, expected: expected ?? "no '\(name)'")
    }

    private func names(in node: YAMLNode) -> [String]? {
        guard case .mapping(let entries) = node.content else { return nil }
        return entries.map(\.key.name)
    }
}

extension AggregateDeclaration {
    /// Whether a window without rows has a value, which is 0.
    public var isZeroWithoutRows: Bool {
        switch self {
        case .count, .sum, .distinct: true
        default: false
        }
    }
}

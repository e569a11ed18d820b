import Expressions

/// One way to aggregate rows, by the key that names it. Another way is another file with such a value, listed here.
struct AggregateForm: Sendable {
    var key: SectionKey
    /// Reads what stands under the key; `nil` when it is wrong.
    var read: @Sendable (_ section: Section, _ scope: Scope) -> AggregateDeclaration?

    /// All forms, in the order in which messages list them.
    static let all: [AggregateForm] = [
        .count, .sum, .mean, .min, .max, .share, .variance, .distinct, .quantile, .top, .sample, .first,
        .last,
        .decayedSum,
    ]

    /// One of them, for tables.
    static let choice = FormChoice(forms: all.map { FormChoice.Form(key: $0.key) })
}

extension Section {
    /// The one aggregate of a section, with the key that names it.
    func aggregate(scope: Scope) -> (key: YAMLKey, value: AggregateDeclaration?)? {
        let written = AggregateForm.all.compactMap { form in entry(form.key.name).map { (form, $0.key) } }
            .sorted { $0.1.place.lowerBound < $1.1.place.lowerBound }
        guard let (form, key) = written.first else {
            let names = listed(AggregateForm.all.map(\.key.name))
            log.report("\(title) computes nothing", at: place, expected: "one of \(names)")
            return nil
        }
        for (other, key) in written.dropFirst() {
            log.report(
                "\(title) has '\(form.key.name)' and '\(other.key.name)'", at: key.place,
                expected: "one of them; further aggregates belong under 'also'")
        }
        return (key, form.read(self, scope))
    }
}

import Expressions

extension AggregateForm {
    /// `share: { of: <expression>, among: <expression> }`
    static let share = AggregateForm(
        key: .optional(
            "share", "{ of: an expression that yields bool, among: the same, optional }", .section(shareKeys),
            "Which part of the rows a condition is true for; the only aggregate that can have a prior.")
    ) { section, scope in
        guard let share = section.section("share", keys: shareKeys) else { return nil }
        let of = share.expression("of", scope: scope, yields: [.bool])
        let among = share.expression("among", scope: scope, yields: [.bool])
        return of.map { .share(of: $0, among: among) }
    }

    private static let shareKeys: [SectionKey] = [
        .required(
            "of", "an expression that yields bool", .expression([.bool]),
            "Which rows are counted above the line."
        ),
        .optional(
            "among", "an expression that yields bool", .expression([.bool]), default: "true",
            "Which rows are counted below the line; 'of' counts only among them."),
    ]
}

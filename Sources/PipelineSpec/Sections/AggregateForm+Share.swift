import Expressions

extension AggregateForm {
    /// `share: { of: <expression>, among: <expression> }`
    static let share = AggregateForm(
        key: .optional("share", "{ of: an expression that yields bool, among: the same, optional }")
    ) { section, scope in
        let keys: [SectionKey] = [
            .required("of", "an expression that yields bool"),
            .optional("among", "an expression that yields bool"),
        ]
        guard let share = section.section("share", keys: keys) else { return nil }
        let of = share.expression("of", scope: scope, yields: [.bool])
        let among = share.expression("among", scope: scope, yields: [.bool])
        return of.map { .share(of: $0, among: among) }
    }
}

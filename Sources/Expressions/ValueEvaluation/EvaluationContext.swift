/// What an evaluation has at hand, and how much work it may still do.
struct EvaluationContext {
    /// Macros within macros multiply; what takes more steps than this is refused.
    static let workLimit = 5_000_000
    /// The longest string or bytes that an expression may make, in bytes, as in columns.
    static let lengthLimit = ScratchText.limit

    var zones: TimeZoneLookup?
    private(set) var workLeft = workLimit
    private var patterns: [String: Pattern] = [:]

    init(zones: TimeZoneLookup?) { self.zones = zones }

    var isExhausted: Bool { workLeft < 0 }

    mutating func charge(_ work: Int) throws(EvaluationFailure) {
        workLeft -= min(max(work, 0), Self.workLimit)
        if isExhausted { throw EvaluationFailure("the expression takes too many steps") }
    }

    func checkLength(_ bytes: Int) throws(EvaluationFailure) {
        guard bytes > Self.lengthLimit else { return }
        throw EvaluationFailure("a string of \(bytes) bytes is too long: at most \(Self.lengthLimit)")
    }

    /// Compiles each pattern once.
    mutating func pattern(_ text: String) throws(EvaluationFailure) -> Pattern {
        if let known = patterns[text] { return known }
        do {
            let pattern = try Pattern(text)
            patterns[text] = pattern
            return pattern
        } catch {
            throw EvaluationFailure(error.message)
        }
    }
}

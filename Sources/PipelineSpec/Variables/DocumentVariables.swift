/// The variables that one document and the files it includes use, and what was given for them.
final class DocumentVariables {
    /// By name.
    let given: [String: String]
    /// The names of all that are used, whether their text takes effect or not.
    private(set) var used: Set<String> = []
    private let log: ProblemLog
    private var defaults: [String: (text: String, place: Range<Int>)] = [:]

    init(given: [String: String], log: ProblemLog) {
        self.given = given
        self.log = log
    }

    /// Takes in a scalar's variables.
    ///
    /// - Returns: false when they cannot be read; the problem is noted.
    func note(_ scalar: YAMLScalar, at start: Int) -> Bool {
        let references: [VariableText.Reference]
        do throws(VariableText.Failure) {
            references = try VariableText.references(in: scalar.text)
        } catch {
            let alignment = ScalarAlignment(of: scalar, at: start, in: log.source)
            log.report(error.message, at: alignment.range(of: error.range), expected: VariableText.example)
            return false
        }
        guard !references.isEmpty else { return true }
        let alignment = ScalarAlignment(of: scalar, at: start, in: log.source)
        for reference in references {
            guard let name = reference.name else { continue }
            used.insert(name)
            if let fallback = reference.fallback {
                note(fallback, of: name, at: alignment.range(of: reference.range))
            }
        }
        return true
    }

    private func note(_ fallback: String, of name: String, at place: Range<Int>) {
        guard let first = defaults[name] else {
            defaults[name] = (fallback, place)
            return
        }
        guard first.text != fallback else { return }
        log.report(
            "the variable '\(name)' has another default at \(log.source.location(of: first.place.lowerBound))",
            at: place, expected: "\(first.text.shortened), or another name")
    }
}

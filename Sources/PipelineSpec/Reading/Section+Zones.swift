import Expressions
import Foundation

extension Section {
    /// The name of a time zone; UTC when nothing is written.
    ///
    /// Checked here and not when the pipeline is planned, so that the problem has its place in the file.
    func zone(_ name: String) -> String? {
        guard has(name) else { return "UTC" }
        guard let (text, node) = scalar(name) else { return nil }
        if TimeZone(identifier: text) != nil { return text }
        log.report(
            "unknown time zone '\(text.shortened)'", at: node, expected: expected(name),
            suggestion: text.utf8.count <= 64
                ? NearestName.of(text, among: TimeZone.knownTimeZoneIdentifiers) : nil)
        return nil
    }
}

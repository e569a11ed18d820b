import Expressions
import PipelineSpec

extension AlertDeclaration {
    /// The labels as they are written.
    var labelTexts: [String: String] {
        Dictionary(labels.map { ($0.name, $0.template.text) }) { first, _ in first }
    }
}

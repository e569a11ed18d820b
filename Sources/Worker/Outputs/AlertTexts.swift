import Dataflow
import EventModel
import Expressions
import Planning

/// Writes the texts of one rule's alerts.
struct AlertTexts {
    private let summary: TemplateRenderer?
    private let labels: [(name: String, text: TemplateRenderer)]
    private let annotations: [(name: String, text: TemplateRenderer)]

    init(_ alert: AlertOutputPlan, symbols: SymbolTable) {
        func renderer(_ text: CompiledTemplate) -> TemplateRenderer {
            TemplateRenderer(text, symbols: symbols, capacity: 1)
        }
        summary = alert.summary.map(renderer)
        labels = alert.labels.map { ($0.name, renderer($0.text)) }
        annotations = alert.annotations.map { ($0.name, renderer($0.text)) }
    }

    /// `"summary":…,"labels":{…},"annotations":{…}`; no summary and no annotations where the rule has none.
    func write(_ evidence: RowBatch, to json: inout JSONWriter) {
        if let summary {
            json.name("summary" as StaticString)
            json.string(summary.render(evidence, row: 0))
        }
        json.name("labels" as StaticString)
        Self.write(labels, evidence, to: &json)
        guard !annotations.isEmpty else { return }
        json.name("annotations" as StaticString)
        Self.write(annotations, evidence, to: &json)
    }

    private static func write(
        _ texts: [(name: String, text: TemplateRenderer)], _ evidence: RowBatch, to json: inout JSONWriter
    ) {
        json.beginObject()
        for (name, text) in texts {
            json.name(name)
            json.string(text.render(evidence, row: 0))
        }
        json.endObject()
    }
}

extension DetectorFigures {
    /// `"detector":{"name":…,"score":…,"limit":…,"baseline":…}`; what is unknown is null.
    func write(detector: String, to json: inout JSONWriter) {
        json.name("detector" as StaticString)
        json.beginObject()
        json.name("name" as StaticString)
        json.string(detector)
        for (name, value) in zip(Self.names, values) {
            json.name(name)
            if value.isFinite { json.double(value) } else { json.null() }
        }
        json.endObject()
    }
}

import EventModel
import PipelineSpec

/// Which names have ever new values, as far as a pipeline tells: what names an event, an order or a visitor.
struct KeyCardinality {
    private let reasons: [String: String]

    /// Words that name something that happens once.
    private static let single: Set<String> = [
        "event", "order", "visitor", "session", "visit", "shipment", "parcel", "tracking", "cart", "review",
        "payment",
        "transaction", "request", "message", "click", "invoice", "ticket", "claim", "trace", "buyer",
        "customer",
        "user", "device", "ip", "email",
    ]
    private static let endings: Set<String> = ["id", "number", "no", "uuid", "key", "hash", "token"]

    init(_ pipeline: PipelineDeclaration) {
        var reasons: [String: String] = [:]
        for source in pipeline.sources {
            for field in source.schema.fields where field.type == .string && field.knownValues.isEmpty {
                let words = field.name.lowercased().split(separator: "_")
                guard words.count > 1, let first = words.first, let last = words.last else { continue }
                if Self.single.contains(String(first)), Self.endings.contains(String(last)) {
                    reasons[field.name] = "there is a new \(field.name) time and again"
                }
            }
            reasons[source.schema.idField] =
                "every event of '\(source.name)' has another \(source.schema.idField)"
        }
        for promise in pipeline.promises {
            reasons[promise.key] = "promise '\(promise.name)' is by \(promise.key), and promises never end"
        }
        for visits in pipeline.visits {
            reasons[visits.visitor] =
                "visits '\(visits.name)' are by \(visits.visitor), and new visitors never end"
        }
        self.reasons = reasons
    }

    /// Why a name has ever new values; `nil` when nothing says so.
    func reason(_ name: String) -> String? { reasons[name] }
}

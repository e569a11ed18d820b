public import EventModel
import Foundation

/// A fault of the ground truth.
public struct KnownFault: Sendable, Equatable {
    /// What goes wrong.
    public var kind: String
    /// With whom.
    public var entity: [String: String]
    /// When it begins.
    public var from: EventTime
    /// When it is over.
    public var to: EventTime

    /// A fault from its parts.
    public init(kind: String, entity: [String: String], from: EventTime, to: EventTime) {
        self.kind = kind
        self.entity = entity
        self.from = from
        self.to = to
    }
}

/// A transition of an alert to firing.
public struct FiredAlert: Sendable, Equatable {
    /// The rule.
    public var rule: String
    /// What kind of trouble the rule is about.
    public var kind: String
    /// Whom it names.
    public var entity: [String: String]
    /// When it fired.
    public var time: EventTime

    /// An alert from its parts.
    public init(rule: String, kind: String, entity: [String: String], time: EventTime) {
        self.rule = rule
        self.kind = kind
        self.entity = entity
        self.time = time
    }
}

/// A line that is not what it should be.
public struct ScoringFailure: Error, Sendable, Equatable {
    /// Which line, and what is wrong with it.
    public var message: String

    /// A failure with its message.
    public init(message: String) { self.message = message }
}

extension KnownFault {
    /// Reads a ground truth as the simulator writes it.
    ///
    /// - Returns: the faults, and for how many days the marketplace was simulated.
    public static func read(_ lines: [String]) throws(ScoringFailure) -> (faults: [KnownFault], days: Double)
    {
        var faults: [KnownFault] = []
        var days = 0.0
        for (number, line) in lines.enumerated() where !line.isEmpty {
            guard let object = object(line) else {
                throw ScoringFailure(message: "line \(number + 1) of the truth is no JSON object")
            }
            if let known = object["days"] as? Double { days = known }
            guard let kind = object["kind"] as? String else { continue }
            guard let entity = object["entity"] as? [String: String], let from = instant(object["from"]),
                let to = instant(object["to"])
            else {
                throw ScoringFailure(message: "line \(number + 1) of the truth lacks entity, from or to")
            }
            faults.append(KnownFault(kind: kind, entity: entity, from: from, to: to))
        }
        guard days > 0 else { throw ScoringFailure(message: "the truth does not say of how many days it is") }
        return (faults, days)
    }
}

extension FiredAlert {
    /// Reads a line of alerts; `nil` for a transition to resolved.
    public static func read(_ line: String, number: Int) throws(ScoringFailure) -> FiredAlert? {
        guard let object = object(line), let data = object["data"] as? [String: Any],
            let rule = data["rule"] as? String, let kind = data["class"] as? String,
            let entity = data["entity"] as? [String: String], let time = instant(object["time"])
        else { throw ScoringFailure(message: "line \(number) is no alert as credence.alerts has them") }
        guard data["state"] as? String == "firing" else { return nil }
        return FiredAlert(rule: rule, kind: kind, entity: entity, time: time)
    }
}

private func object(_ line: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
}

private func instant(_ value: Any?) -> EventTime? { (value as? String).flatMap { RFC3339.parse($0) } }

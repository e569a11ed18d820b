import EventModel
import Scoring
import Testing

@Suite struct ExplainedAlertTests {
    private static func day(_ days: Double) -> EventTime { EventTime(milliseconds: Int64(days * 86_400_000)) }

    private static func slipping(_ seller: String, _ from: Double = 40, _ to: Double = 60) -> KnownFault {
        KnownFault(kind: "seller_slipping", entity: ["seller_id": seller], from: day(from), to: day(to))
    }

    private static var carrier: KnownFault {
        var fault = KnownFault(
            kind: "carrier_failing", entity: ["carrier": "blue-van", "region": "north"], from: day(40),
            to: day(48))
        fault.sellers = ["a", "b"]
        return fault
    }

    private static func alert(
        _ rule: String, _ entity: [String: String], _ days: Double, kind: String = "breach"
    ) -> FiredAlert {
        FiredAlert(rule: rule, kind: kind, entity: entity, time: day(days))
    }

    @Test func `a fault is found by the first alert of its rules that names its entity`() {
        var score = AlertScore()
        let alerts = [
            Self.alert("late-deliveries", ["seller_id": "a"], 52),
            Self.alert("seller-credit-eroding", ["seller_id": "a"], 45, kind: "erosion"),
            Self.alert("description-mismatch", ["seller_id": "a"], 41),
        ]
        score.add([Self.slipping("a"), Self.slipping("b")], alerts, days: 90)
        #expect(score.kinds["seller_slipping"]?.planted == 2)
        #expect(score.kinds["seller_slipping"]?.found == 1)
        #expect(score.kinds["seller_slipping"]?.delays == [120])
        #expect(score.falseAlarms.isEmpty)
    }

    @Test func `a failing carrier excuses the sellers it carries for, and no others`() {
        var score = AlertScore()
        let alerts = ["a", "b", "z"].map { Self.alert("late-deliveries", ["seller_id": $0], 45) }
        score.add([Self.carrier], alerts, days: 90)
        #expect(score.falseAlarms == ["late-deliveries": 1])
    }

    @Test func `a carrier is found by its own name and region, whatever else the alert names`() {
        func found(_ entity: [String: String]) -> Int? {
            var score = AlertScore()
            score.add([Self.carrier], [Self.alert("carrier-late-in-region", entity, 44)], days: 90)
            return score.kinds["carrier_failing"]?.found
        }
        #expect(found(["carrier": "blue-van", "region": "north"]) == 1)
        #expect(found(["carrier": "blue-van"]) == 1)
        #expect(found(["carrier": "blue-van", "region": "south"]) == 0)
        #expect(found(["carrier": "harbour-line", "region": "north"]) == 0)
    }

    @Test func `integrity alerts that nothing explains are not counted as false`() {
        var score = AlertScore()
        score.add([], [Self.alert("fake-orders", ["seller_id": "z"], 45, kind: "integrity")], days: 90)
        #expect(score.falseAlarms.isEmpty)
    }

    @Test func `a rule from elsewhere is excused by what excuses the shipped one`() {
        let faults = [Self.carrier, Self.slipping("s")]
        for rule in ["fixed", "late-deliveries"] {
            let alerts = [("a", 45.0), ("s", 43.0), ("z", 45.0)].map {
                Self.alert(rule, ["seller_id": $0.0], $0.1)
            }
            let result = AlertScore.compare(faults, alerts, kind: "seller_slipping", rules: [rule])
            #expect(result.delays == [72], "\(rule)")
            #expect(result.planted == 1, "\(rule)")
            #expect(result.falseAlarms == 1, "\(rule)")
        }
    }
}

import EventModel
import Scoring
import Testing

/// What counts as found, as explained and as a false alarm.
@Suite struct AlertScoreTests {
    private static let day: Int64 = 86_400_000
    private static func time(_ days: Double) -> EventTime {
        EventTime(milliseconds: Int64(days * Double(day)))
    }

    private static let slipping = KnownFault(
        kind: "seller_slipping", entity: ["seller_id": "s1"], from: time(40), to: time(70))
    private static let carrier = KnownFault(
        kind: "carrier_failing", entity: ["carrier": "c1", "region": "north"], from: time(50), to: time(58))

    private static func alert(
        _ rule: String, _ entity: [String: String], _ days: Double, kind: String = "breach"
    ) -> FiredAlert {
        FiredAlert(rule: rule, kind: kind, entity: entity, time: time(days))
    }

    private func score(_ alerts: [FiredAlert]) -> AlertScore {
        var score = AlertScore()
        score.add([Self.slipping, Self.carrier], alerts, days: 90)
        return score
    }

    @Test func `the first alert of the entity in its time finds it, and tells the delay`() {
        let score = score([
            Self.alert("late-deliveries", ["seller_id": "s1"], 55),
            Self.alert("late-deliveries", ["seller_id": "s1"], 47),
            Self.alert("carrier-late-in-region", ["carrier": "c1", "region": "north"], 56.5),
        ])
        #expect(score.kinds["seller_slipping"]?.found == 1)
        #expect(score.kinds["seller_slipping"]?.delay(0.5) == 168.0)
        #expect(score.kinds["carrier_failing"]?.delays == [156.0])
        #expect(score.falseAlarms.isEmpty && score.falseAlarmsPerDay == 0)
    }

    @Test func `too early, too late, of another seller or region it is a false alarm`() {
        let score = score([
            Self.alert("late-deliveries", ["seller_id": "s1"], 39),
            Self.alert("late-deliveries", ["seller_id": "s1"], 92),
            Self.alert("deliveries-late", ["seller_id": "s2"], 45, kind: "erosion"),
            Self.alert("carrier-late-in-region", ["carrier": "c1", "region": "south"], 52),
        ])
        #expect(score.kinds["seller_slipping"] == AlertScore.Kind(planted: 1, wrongEntities: 1))
        #expect(
            score.kinds["carrier_failing"]?.found == 0 && score.kinds["carrier_failing"]?.wrongEntities == 1)
        #expect(
            score.falseAlarms == ["late-deliveries": 2, "deliveries-late": 1, "carrier-late-in-region": 1])
        #expect(score.falseAlarmsPerDay == 4.0 / 90)
    }

    @Test func `what a failing carrier does to sellers is explained, and patterns are no false alarms`() {
        let score = score([
            Self.alert("late-deliveries", ["seller_id": "s7"], 57),
            Self.alert("review-burst", ["seller_id": "s8"], 10, kind: "integrity"),
        ])
        #expect(score.falseAlarms.isEmpty)
        #expect(score.kinds["seller_slipping"]?.found == 0)
    }

    @Test func `an alert on the whole marketplace is about everything`() {
        var score = AlertScore()
        let lost = KnownFault(
            kind: "tracking_lost", entity: ["page": "checkout"], from: Self.time(40), to: Self.time(41))
        score.add([lost], [Self.alert("orders-lose-their-visits", ["site": "all"], 40.25)], days: 90)
        #expect(score.kinds["tracking_lost"]?.found == 1)
    }

    @Test func `runs add up`() {
        var sum = AlertScore()
        for _ in 0..<3 {
            sum.add([Self.slipping], [Self.alert("late-deliveries", ["seller_id": "s1"], 50)], days: 30)
        }
        #expect(sum.runs == 3 && sum.days == 90)
        #expect(sum.kinds["seller_slipping"]?.planted == 3 && sum.kinds["seller_slipping"]?.found == 3)
    }

    @Test func `a plain rule fires at the first day above its limit`() {
        var rule = FixedRule(fewest: 20)
        // Two orders a day; from day 20 on one of them is late. 20 are due on day 9.
        for day in 0..<40 {
            for number in 0..<2 {
                let order = "\(day)-\(number)"
                let due = Int64(day) * Self.day + 1000
                rule.pay(order: order, seller: "s1", due: due)
                rule.deliver(order: order, at: number == 0 && day >= 20 ? due + 1 : due)
                rule.deliver(order: order, at: due + Self.day)
            }
        }
        // Two of 28 are the first share above 4 %.
        let alerts = rule.alerts(above: [0.04])[0]
        #expect(alerts.map(\.time) == [Self.time(22)])
        #expect(alerts.map { $0.entity["seller_id"] } == ["s1"])
    }

    @Test func `truth and alerts are read as they are written`() throws {
        let (faults, days) = try KnownFault.read([
            #"{"version":1,"seed":7,"days":90,"sellers":20,"from":"2026-01-05T00:00:00Z","to":"2026-04-05T00:00:00Z"}"#,
            #"{"kind":"gifts_run_out","entity":{"seller_id":"s3"},"from":"2026-02-05T00:00:00Z","to":"2026-02-19T00:00:00Z","onset":"sudden"}"#,
            "",
        ])
        #expect(days == 90 && faults.count == 1)
        #expect(faults.first?.entity == ["seller_id": "s3"])
        #expect(throws: ScoringFailure(message: "line 1 of the truth is no JSON object")) {
            try KnownFault.read(["x"])
        }
        #expect(throws: ScoringFailure(message: "the truth does not say of how many days it is")) {
            try KnownFault.read([])
        }
        let line =
            #"{"time":"2026-02-06T00:00:00Z","data":{"rule":"r","class":"breach","state":"STATE","entity":{"seller_id":"s3"}}}"#
        let fired = try FiredAlert.read(line.replacing("STATE", with: "firing"), number: 1)
        #expect(fired?.rule == "r" && fired?.entity == ["seller_id": "s3"])
        #expect(try FiredAlert.read(line.replacing("STATE", with: "resolved"), number: 2) == nil)
        #expect(throws: ScoringFailure(message: "line 3 is no alert as credence.alerts has them")) {
            try FiredAlert.read("{}", number: 3)
        }
    }
}

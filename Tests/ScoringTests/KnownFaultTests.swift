import EventModel
import Scoring
import Testing

@Suite struct KnownFaultTests {
    private static let head =
        #"{"version":1,"seed":7,"days":90,"sellers":20,"from":"2026-01-05T00:00:00Z","to":"2026-04-05T00:00:00Z"}"#
    private static let fault =
        #"{"kind":"seller_slipping","entity":{"seller_id":"a"},"from":"1970-01-02T00:00:00Z","#
        + #""to":"1970-01-03T00:00:00Z","sellers":["a"]}"#

    @Test func `a truth is read with its days`() throws {
        let (faults, days) = try KnownFault.read([Self.head, Self.fault, ""])
        #expect(days == 90)
        var expected = KnownFault(
            kind: "seller_slipping", entity: ["seller_id": "a"], from: EventTime(milliseconds: 86_400_000),
            to: EventTime(milliseconds: 172_800_000))
        expected.sellers = ["a"]
        #expect(faults == [expected])
    }

    @Test func `a truth that is none says which line is wrong`() {
        #expect(throws: ScoringFailure(message: "line 2 of the truth is no JSON object")) {
            _ = try KnownFault.read([Self.head, "nonsense"])
        }
        #expect(throws: ScoringFailure(message: "line 2 of the truth lacks entity, from or to")) {
            _ = try KnownFault.read([Self.head, #"{"kind":"seller_slipping"}"#])
        }
        #expect(throws: ScoringFailure.self) { _ = try KnownFault.read([Self.fault]) }
    }

    @Test func `of alerts those are read that fire`() throws {
        func line(_ state: String) -> String {
            #"{"time":"1970-01-02T00:00:00Z","data":{"rule":"late-deliveries","class":"breach","#
                + #""entity":{"seller_id":"a"},"state":"\#(state)"}}"#
        }
        let alert = try FiredAlert.read(line("firing"), number: 1)
        #expect(alert?.rule == "late-deliveries")
        #expect(alert?.kind == "breach")
        #expect(alert?.entity == ["seller_id": "a"])
        #expect(alert?.time == EventTime(milliseconds: 86_400_000))
        #expect(try FiredAlert.read(line("resolved"), number: 1) == nil)
        #expect(throws: ScoringFailure(message: "line 3 is no alert as credence.alerts has them")) {
            _ = try FiredAlert.read("{}", number: 3)
        }
    }
}

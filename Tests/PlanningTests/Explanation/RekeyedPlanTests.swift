import Foundation
import Planning
import Testing

@Suite struct RekeyedPlanTests {
    private func explanation() throws -> PlanExplanation {
        try PlanFixture.explanation(RekeyingTests.text)
    }

    @Test func `the plan shows what is shared out, through which topic, and who reads it`() throws {
        let plan = try explanation()
        let edges = plan.edges.filter { !$0.isReject }.map { "\($0.from) > \($0.to)" }
        for edge in [
            "shop/source/parcels > shop/rekey/parcels by order_id",
            "shop/rekey/parcels by order_id > credence.shop.rekeyed-order_id",
            "credence.shop.rekeyed-order_id > shop/source/parcels by order_id",
            "shop/source/parcels by order_id > shop/promise/delivery",
            "shop/source/clicks by visitor_id > shop/visits/trips",
        ] {
            #expect(edges.contains(edge), "\(edge) is not among \(edges)")
        }
        #expect(!edges.contains("shop/source/parcels > shop/promise/delivery"))
    }

    @Test func `text names the stages, what they read and why`() throws {
        let lines = PlanText(width: 200).lines(try explanation())
        #expect(lines.contains { $0.contains("stage 4: rekeyed-order_id") })
        #expect(
            lines.contains {
                $0.contains(
                    "one for each partition of credence.shop.rekeyed-order_id; an event belongs to one of them by the hash of its order_id"
                )
            })
        #expect(
            lines.contains { $0.contains("promise 'delivery' need all events of a order_id in one task") })
        #expect(lines.contains { $0.contains("inner") && $0.contains("credence.shop.rekeyed-visitor_id") })
    }

    @Test func `pictures and JSON have them, too`() throws {
        let plan = try explanation()
        let svg = PlanPicture.svg([plan])
        #expect(svg.contains("rekeyed-order_id") && svg.contains(">rekey<"))
        #expect(PlanDot.text([plan]).contains("credence.shop.rekeyed-order_id"))
        let json = try PlanDocument([plan]).json()
        #expect(try PlanDocument(json: Data(json.utf8)).plans == [plan])
    }

    @Test func `topics between gather stages are drawn before the stage that reads them`() throws {
        let layout = PlanLayout(try explanation())
        let topic = try #require(layout.boxes.first { $0.isTopic && $0.title.contains("rekeyed-visitor") })
        let visits = try #require(layout.boxes.first { $0.kind == "visits" })
        let partials = try #require(layout.boxes.first { $0.isTopic && $0.title.contains("partials") })
        #expect(topic.frame.x < visits.frame.x && visits.frame.x < partials.frame.x)
    }
}

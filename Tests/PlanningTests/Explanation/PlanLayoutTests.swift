import Planning
import Testing

@Suite struct PlanLayoutTests {
    /// The fixture, the shipped pipeline, and one with many metrics and alerts.
    private static func plans() throws -> [PlanExplanation] {
        let metrics = (0..<12).map { number in
            "  m\(number): { on: parcels, by: status, count: true, window: { tumbling: \(number % 4 + 1)h } }"
        }
        let alerts = (0..<6).map { "  a\($0): { on: m\($0), class: breach, when: value > 3.0 }" }
        let text =
            PlanFixture.pipeline.split(separator: "promises:")[0] + "metrics:\n"
            + metrics.joined(separator: "\n")
            + "\nalerts:\n" + alerts.joined(separator: "\n") + "\n"
        var settings = ExplanationSettings()
        settings.partitions = 12
        return [
            try PlanFixture.explanation(settings: settings), try PlannedText.sellerTrustExplanation(),
            try PlanFixture.explanation(String(text)),
        ]
    }

    @Test func `no two boxes overlap, nor two labels, nor a label and a box`() throws {
        for plan in try Self.plans() {
            let layout = PlanLayout(plan)
            let frames = layout.boxes.map(\.frame) + layout.labels.map(\.frame)
            for (place, frame) in frames.enumerated() {
                for other in frames[(place + 1)...] {
                    #expect(!frame.overlaps(other), "\(plan.pipeline): \(frame) \(other)")
                }
                #expect(frame.x >= 0 && frame.y >= 0)
                #expect(frame.x + frame.width <= layout.width && frame.y + frame.height <= layout.height)
            }
        }
    }

    @Test func `stages hold their operators, no others, and lie apart`() throws {
        for plan in try Self.plans() {
            let layout = PlanLayout(plan)
            #expect(layout.stages.count == plan.stages.count)
            for (number, stage) in layout.stages.enumerated() {
                for box in layout.boxes {
                    let isInside = plan.operator(box.id)?.stage == number
                    #expect(
                        stage.frame.holds(box.frame) == isInside
                            && stage.frame.overlaps(box.frame) == isInside)
                }
                for other in layout.stages[(number + 1)...] { #expect(!stage.frame.overlaps(other.frame)) }
            }
        }
    }

    @Test func `every operator and every topic that is used is in the picture`() throws {
        for plan in try Self.plans() {
            let layout = PlanLayout(plan)
            let shown =
                plan.operators.map(\.id)
                + plan.topics.filter {
                    $0.role != .rejects && ($0.role != .inner || $0.name.hasSuffix(".partials"))
                }.map(\.name)
            #expect(layout.boxes.map(\.id).sorted() == shown.sorted())
            #expect(layout.arrows.count == plan.edges.filter { !$0.isReject }.count)
        }
    }

    @Test func `arrows lead to the right and cross no box`() throws {
        for plan in try Self.plans() {
            let layout = PlanLayout(plan)
            for arrow in layout.arrows {
                #expect(arrow.points.count >= 2)
                for (from, to) in zip(arrow.points, arrow.points.dropFirst()) { #expect(from.x < to.x) }
                // Between columns there are no boxes; within one an arrow runs straight.
                for place in stride(from: 1, to: arrow.points.count - 1, by: 2) {
                    let (from, to) = (arrow.points[place], arrow.points[place + 1])
                    let lane = PlanLayout.Rectangle(
                        x: from.x, y: min(from.y, to.y), width: to.x - from.x, height: 1)
                    #expect(!layout.boxes.contains { $0.frame.overlaps(lane) })
                }
            }
        }
    }

    @Test func `the picture is well-formed and holds every name`() throws {
        let plans = try Self.plans()
        let svg = PlanPicture.svg(plans)
        #expect(WellFormedness.problem(of: svg) == nil)
        for plan in plans {
            for one in plan.operators where one.name.count < 38 {
                #expect(svg.contains(">\(one.name)</text>"), "\(one.name)")
            }
        }
        #expect(svg.contains("prefers-color-scheme: dark"))
    }

    @Test func `what means something in a picture is written as text`() throws {
        let plan = try PlanFixture.explanation(
            PlanFixture.pipeline.replacing("channel != \"test\"", with: "channel < \"<&>\""))
        let svg = PlanPicture.svg([plan])
        #expect(WellFormedness.problem(of: svg) == nil)
        #expect(svg.contains("channel &lt; &quot;&lt;&amp;&gt;&quot;"))
    }
}

/// Draws plans as SVG, one below the other, for light and dark backgrounds.
public enum PlanPicture {
    /// The picture as a document of its own.
    public static func svg(_ plans: [PlanExplanation]) -> String {
        let layouts = plans.map { ($0, PlanLayout($0)) }
        let width = layouts.map(\.1.width).max() ?? 0
        let height = layouts.reduce(0) { $0 + $1.1.height }
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
                + " viewBox=\"0 0 \(width) \(height)\" role=\"img\">",
            "<title>\(escaped(plans.map(\.pipeline).joined(separator: ", ")))</title>", style,
            "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\""
                + " markerHeight=\"8\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>",
            "<rect class=\"paper\" width=\"\(width)\" height=\"\(height)\"/>",
        ]
        var top = 0
        for (plan, layout) in layouts {
            lines.append("<g transform=\"translate(0 \(top))\">")
            lines += drawing(plan, layout)
            lines.append("</g>")
            top += layout.height
        }
        return (lines + ["</svg>"]).joined(separator: "\n")
    }

    private static let style = """
        <style>
        text { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1c2430; }
        .paper { fill: #ffffff; }
        .heading { font-size: 16px; font-weight: bold; }
        .title { font-size: 13px; font-weight: bold; }
        .caption, .kind, .label { font-size: 11px; }
        .caption, .label { fill: #4a5565; }
        .kind { fill: #0b6e6e; }
        .stage { fill: #f2f5f8; stroke: #c4ccd6; stroke-dasharray: 5 4; }
        .operator { fill: #ffffff; stroke: #5b6b80; }
        .topic { fill: #e6f1fb; stroke: #3b78b4; }
        .label { stroke: #f8fafb; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
        .arrow { fill: none; stroke: #5b6b80; stroke-width: 1.4; }
        .head { fill: #5b6b80; }
        @media (prefers-color-scheme: dark) {
        text { fill: #e8edf3; }
        .paper { fill: #12171e; }
        .caption, .label { fill: #a9b5c4; }
        .label { stroke: #161c24; }
        .kind { fill: #5fd0c8; }
        .stage { fill: #1a212b; stroke: #3c4756; }
        .operator { fill: #232c38; stroke: #8494a8; }
        .topic { fill: #16324a; stroke: #5aa0dc; }
        .arrow { stroke: #8494a8; }
        .head { fill: #8494a8; }
        }
        </style>
        """

    private static func drawing(_ plan: PlanExplanation, _ layout: PlanLayout) -> [String] {
        let margin = PlanLayout.margin
        var lines = [
            text("\(plan.pipeline) version \(plan.version)", margin, margin + 12, "heading")
        ]
        for stage in layout.stages {
            lines.append(rectangle(stage.frame, "stage", radius: 10))
            lines.append(text(stage.title, stage.frame.x + 14, stage.frame.y + 20, "title"))
        }
        lines += layout.arrows.map { path($0) }
        lines += layout.boxes.flatMap(box)
        return lines + layout.labels.map { text($0.text, $0.frame.x, $0.frame.y + 11, "label") }
    }

    private static func box(_ box: PlanLayout.Box) -> [String] {
        let frame = box.frame
        var lines = [
            rectangle(frame, box.isTopic ? "topic" : "operator", radius: box.isTopic ? 16 : 5),
            text(box.kind, frame.x + 10, frame.y + 18, "kind"),
            text(box.title, frame.x + 10, frame.y + 34, "title"),
        ]
        for (number, caption) in box.captions.enumerated() {
            lines.append(text(caption, frame.x + 10, frame.y + 50 + number * 15, "caption"))
        }
        return lines
    }

    private static func path(_ arrow: PlanLayout.Arrow) -> String {
        guard let first = arrow.points.first else { return "" }
        var path = "M\(first.x) \(first.y)"
        for (number, (from, to)) in zip(arrow.points, arrow.points.dropFirst()).enumerated() {
            // Lanes are passed straight, gaps in a bow.
            if number % 2 == 1 || from.y == to.y {
                path += "L\(to.x) \(to.y)"
            } else {
                let middle = (from.x + to.x) / 2
                path += "C\(middle) \(from.y) \(middle) \(to.y) \(to.x) \(to.y)"
            }
        }
        return "<path class=\"arrow\" d=\"\(path)\" marker-end=\"url(#head)\"/>"
    }

    private static func rectangle(_ frame: PlanLayout.Rectangle, _ kind: String, radius: Int) -> String {
        "<rect class=\"\(kind)\" x=\"\(frame.x)\" y=\"\(frame.y)\" width=\"\(frame.width)\" height=\"\(frame.height)\""
            + " rx=\"\(radius)\"/>"
    }

    private static func text(_ text: String, _ x: Int, _ y: Int, _ kind: String) -> String {
        "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\">\(escaped(text))</text>"
    }

    /// Text as XML may hold it; control characters, which it may not, become spaces.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

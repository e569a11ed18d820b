/// Writes plans as graphs for Graphviz.
public enum PlanDot {
    /// A graph of all plans, without a line end behind it.
    public static func text(_ plans: [PlanExplanation]) -> String {
        var lines = [
            "digraph credence {", "  rankdir=LR;",
            "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "  edge [fontname=\"sans-serif\", fontsize=10];",
        ]
        for (number, plan) in plans.enumerated() { lines += cluster(plan, number) }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func cluster(_ plan: PlanExplanation, _ number: Int) -> [String] {
        var lines = ["  subgraph \(quoted("cluster_\(number)")) {"]
        lines.append("    label=\(quoted("\(plan.pipeline) version \(plan.version)"));")
        for (place, stage) in plan.stages.enumerated() {
            lines.append("    subgraph \(quoted("cluster_\(number)_\(place)")) {")
            lines.append("      label=\(quoted(stage.name)); style=dashed;")
            for one in plan.operators where one.stage == place {
                let key = one.key.isEmpty ? "" : "\nby \(one.key.joined(separator: ", "))"
                lines.append(
                    "      \(node(one.id, number)) [label=\(quoted("\(one.kind.rawValue)\n\(one.name)\(key)"))];"
                )
            }
            lines.append("    }")
        }
        for topic in plan.drawnTopics {
            lines.append("    \(node(topic.name, number)) [label=\(quoted(topic.name)), shape=cylinder];")
        }
        for edge in plan.edges {
            let style = edge.isReject ? ", style=dotted" : ""
            lines.append(
                "    \(node(edge.from, number)) -> \(node(edge.to, number)) [label=\(quoted(edge.label))\(style)];"
            )
        }
        return lines + ["  }"]
    }

    private static func node(_ name: String, _ plan: Int) -> String { quoted("\(plan) \(name)") }

    /// A quoted string of the language: only quotes and backslashes mean something in it.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text {
            switch character {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted.append(character)
            }
        }
        return quoted + "\""
    }
}

/// Topics and operators in layers, so that everything flows to the right; an arrow that passes a layer has a lane in it.
struct LayerGrid {
    /// What is drawn of a topic or an operator.
    struct Draft {
        var id: String
        var kind: String
        var title: String
        var captions: [String]
        var isTopic: Bool
    }

    struct Node {
        /// `nil` for a lane.
        var box: Draft?
        var layer: Int
        var band: Int
        /// The stage that it belongs to; `nil` for topics and lanes outside.
        var stage: Int?
        /// Whether it is a topic between stages.
        var isInner = false
    }

    struct Edge {
        var from: Int
        var to: Int
        /// From the first to the last node, over lanes.
        var path: [Int]
        var label: String
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    /// The nodes of each layer, from top to bottom.
    private(set) var layers: [[Int]] = []
    /// Rows of stages that are drawn one below the other.
    let bandCount: Int

    init(_ plan: PlanExplanation) {
        let mergeStage = plan.stages.count - 1
        let gatherCount =
            plan.stages.last?.name == PipelinePlan.mergeStageName ? mergeStage : plan.stages.count
        bandCount = max(1, gatherCount)
        addBoxes(plan, gatherCount: gatherCount)
        let places = Dictionary(nodes.indices.map { (nodes[$0].box?.id ?? "", $0) }) { first, _ in first }
        let links = plan.edges.filter { !$0.isReject }.compactMap {
            edge -> (from: Int, to: Int, label: String)? in
            guard let from = places[edge.from], let to = places[edge.to] else { return nil }
            return (from, to, edge.label)
        }
        spread(links.map { ($0.from, $0.to) }, gatherCount: gatherCount)
        for link in links { addEdge(link.from, link.to, link.label) }
        layers = Array(repeating: [], count: (nodes.map(\.layer).max() ?? -1) + 1)
        for number in nodes.indices { layers[nodes[number].layer].append(number) }
    }

    private mutating func addBoxes(_ plan: PlanExplanation, gatherCount: Int) {
        let readers = Dictionary(plan.edges.map { ($0.from, $0.to) }) { first, _ in first }
        let stages = Dictionary(plan.operators.map { ($0.id, $0.stage) }) { first, _ in first }
        for topic in plan.drawnTopics where topic.role != .rejects {
            let reader = readers[topic.name].flatMap { stages[$0] }
            // What is shared out anew stands before the stage that reads it, like a topic of events.
            let isBetweenGathers = topic.role == .inner && reader.map { $0 < gatherCount } ?? false
            let stage = topic.role == .read || isBetweenGathers ? reader : nil
            nodes.append(
                Node(
                    box: Draft(topic), layer: 0, band: stage.map { min($0, bandCount - 1) } ?? 0, stage: nil,
                    isInner: topic.role == .inner && !isBetweenGathers)
            )
        }
        for one in plan.operators {
            let band = one.stage < gatherCount ? one.stage : 0
            nodes.append(Node(box: Draft(one), layer: 0, band: band, stage: one.stage))
        }
    }

    /// The longest way to each node is its layer; all of the merge stage lies behind all gather stages.
    private mutating func spread(_ links: [(Int, Int)], gatherCount: Int) {
        func isGather(_ node: Int) -> Bool { nodes[node].stage.map { $0 < gatherCount } ?? false }
        // Edges lead to the right only, so as many rounds as there are nodes are enough.
        for _ in nodes.indices {
            var isStill = true
            let first = (nodes.indices.filter { isGather($0) }.map { nodes[$0].layer }.max() ?? -1) + 1
            for node in nodes.indices
            where (nodes[node].stage != nil && !isGather(node) || nodes[node].isInner)
                && nodes[node].layer < first
            {
                (nodes[node].layer, isStill) = (first, false)
            }
            for (from, to) in links where nodes[to].layer <= nodes[from].layer {
                (nodes[to].layer, isStill) = (nodes[from].layer + 1, false)
            }
            if isStill { break }
        }
        // What is written stands together at the end.
        let last = (nodes.filter { $0.stage != nil }.map(\.layer).max() ?? 0) + 1
        let read = Set(links.map(\.0))
        for node in nodes.indices where nodes[node].stage == nil && !read.contains(node) {
            nodes[node].layer = last
        }
    }

    private mutating func addEdge(_ from: Int, _ to: Int, _ label: String) {
        var path = [from]
        for layer in (nodes[from].layer + 1)..<max(nodes[from].layer + 1, nodes[to].layer) {
            let source = nodes[from]
            let isInside = source.stage != nil && source.stage == nodes[to].stage
            let band = source.stage == nil ? nodes[to].band : source.band
            nodes.append(Node(box: nil, layer: layer, band: band, stage: isInside ? source.stage : nil))
            path.append(nodes.count - 1)
        }
        edges.append(Edge(from: from, to: to, path: path + [to], label: label))
    }

    /// Puts the nodes of each layer near those they are connected with, so that few arrows cross.
    mutating func order() {
        var before = Array(repeating: [Int](), count: nodes.count)
        var after = before
        for edge in edges {
            for (from, to) in zip(edge.path, edge.path.dropFirst()) {
                before[to].append(from)
                after[from].append(to)
            }
        }
        var positions = Array(repeating: 0.0, count: nodes.count)
        for layer in layers.indices { note(layer, &positions) }
        for round in 0..<8 {
            let isForward = round % 2 == 0
            for layer in isForward ? Array(layers.indices) : layers.indices.reversed() {
                let weights = layers[layer].enumerated().map { offset, node -> (Int, Double, Int) in
                    let near = (isForward ? before : after)[node].map { positions[$0] }
                    let weight = near.isEmpty ? Double(offset) : near.reduce(0, +) / Double(near.count)
                    return (node, weight, offset)
                }
                layers[layer] = weights.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
                note(layer, &positions)
            }
        }
    }

    private func note(_ layer: Int, _ positions: inout [Double]) {
        for (offset, node) in layers[layer].enumerated() { positions[node] = Double(offset) }
    }
}

extension LayerGrid.Draft {
    fileprivate init(_ topic: ExplainedTopic) {
        let partitions = topic.partitions.map { PlanWords.count(Int64($0), "partition") }
        self.init(
            id: topic.name, kind: "topic", title: PlanLayout.shortened(topic.name),
            captions: ([partitions, topic.isCompacted ? "compacted" : nil].compactMap { $0 })
                .map(PlanLayout.shortened), isTopic: true)
    }

    fileprivate init(_ one: ExplainedOperator) {
        var captions = one.key.isEmpty ? [] : ["by " + one.key.joined(separator: ", ")]
        let shown = ["window", "where", "due", "when", "visit", "record", "within", "schema"]
        captions += one.facts.filter { shown.contains($0.name) }.map {
            ["window", "record"].contains($0.name) ? $0.text : "\($0.name) \($0.text)"
        }
        if one.kind == .derive { captions += one.facts.map(\.name) }
        if let size = one.size { captions.append("\(size.bytesPerKey) B per \(size.entry)") }
        self.init(
            id: one.id, kind: one.kind.rawValue, title: PlanLayout.shortened(one.name),
            captions: captions.map(PlanLayout.shortened), isTopic: false)
    }
}

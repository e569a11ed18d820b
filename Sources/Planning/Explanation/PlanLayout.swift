/// Where everything of a plan is drawn: topics on the left, a column of boxes for each layer of operators, the stages'
/// frames around them, and what is written on the right.
public struct PlanLayout: Sendable {
    /// A rectangle, in pixels.
    public struct Rectangle: Sendable, Hashable {
        /// The left edge.
        public var x: Int
        /// The upper edge.
        public var y: Int
        /// How wide it is.
        public var width: Int
        /// How high it is.
        public var height: Int

        /// A rectangle from its parts.
        public init(x: Int, y: Int, width: Int, height: Int) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        /// Whether two have an inner point in common.
        public func overlaps(_ other: Rectangle) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height
                && other.y < y + height
        }

        /// Whether the other lies in it.
        public func holds(_ other: Rectangle) -> Bool {
            x <= other.x && y <= other.y && other.x + other.width <= x + width
                && other.y + other.height <= y + height
        }
    }

    /// A topic or an operator.
    public struct Box: Sendable {
        /// The topic's name or the operator's id.
        public var id: String
        /// Its kind, over its name.
        public var kind: String
        /// Its name.
        public var title: String
        /// What is written under it.
        public var captions: [String]
        /// Whether it is a topic.
        public var isTopic: Bool
        /// Where it is.
        public var frame: Rectangle
    }

    /// A stage around its operators.
    public struct Stage: Sendable {
        /// What is written over it.
        public var title: String
        /// Where it is.
        public var frame: Rectangle
    }

    /// An arrow through some points, from the first to the last; it leaves and reaches them from the side.
    public struct Arrow: Sendable {
        /// Where it passes: x and y.
        public var points: [(x: Int, y: Int)]
    }

    /// What is written beside an arrow.
    public struct Label: Sendable {
        /// The text.
        public var text: String
        /// Where it is.
        public var frame: Rectangle
    }

    /// How wide the picture is.
    public private(set) var width = 0
    /// How high the picture is.
    public private(set) var height = 0
    /// Topics and operators.
    public private(set) var boxes: [Box] = []
    /// The stages' frames.
    public private(set) var stages: [Stage] = []
    /// What flows.
    public private(set) var arrows: [Arrow] = []
    /// What is written beside arrows, where there is room.
    public private(set) var labels: [Label] = []

    static let titleSize = 13
    static let captionSize = 11
    static let margin = 24
    private static let heading = 44
    private static let laneHeight = 18
    private static let rowGap = 22
    private static let padding = 10
    private static let captionLimit = 38

    /// Lays a plan out. O(layers × boxes²) for as many boxes as people write.
    public init(_ plan: PlanExplanation) {
        var grid = LayerGrid(plan)
        grid.order()
        let columns = grid.layers.map { layer in
            layer.compactMap { grid.nodes[$0].box }.map(Self.size).map(\.width).max() ?? 60
        }
        place(grid, columns, gaps: gaps(grid, plan))
        frameStages(plan, grid)
        connect(grid)
        let right =
            (boxes.map { $0.frame.x + $0.frame.width } + stages.map { $0.frame.x + $0.frame.width }).max()
            ?? 0
        let low =
            (boxes.map { $0.frame.y + $0.frame.height } + stages.map { $0.frame.y + $0.frame.height }).max()
            ?? 0
        width = right + Self.margin
        height = low + Self.margin
    }

    /// Room between a layer and the next one, so that labels find place.
    private func gaps(_ grid: LayerGrid, _ plan: PlanExplanation) -> [Int] {
        grid.layers.indices.map { layer in
            let labels = grid.edges.filter { grid.nodes[$0.from].layer == layer }.map(\.label.count)
            return max(56, (labels.max() ?? 0) * Self.characterWidth(Self.captionSize) / 10 + 44)
        }
    }

    /// Tenths of pixels; letters of monospaced fonts are three fifths as wide as high.
    static func characterWidth(_ size: Int) -> Int { size * 61 / 10 }

    static func textWidth(_ text: String, size: Int) -> Int {
        (text.count * characterWidth(size) + 9) / 10
    }

    private static func size(_ box: LayerGrid.Draft) -> (width: Int, height: Int) {
        let title = textWidth(box.title, size: titleSize)
        let captions = ([box.kind] + box.captions).map { textWidth($0, size: captionSize) }
        return (
            max(title, captions.max() ?? 0) + 2 * padding, 2 * padding + 14 + 16 + box.captions.count * 15 - 4
        )
    }

    private mutating func place(_ grid: LayerGrid, _ widths: [Int], gaps: [Int]) {
        var frames = [Int: Rectangle]()
        // Bands lie one below the other: a gather stage has its own, so that frames do not meet.
        var top = Self.margin + Self.heading
        for band in 0..<grid.bandCount {
            let heights = grid.layers.map { layer -> Int in
                layer.filter { grid.nodes[$0].band == band }.reduce(0) { (sum: Int, node: Int) -> Int in
                    sum + (grid.nodes[node].box.map { Self.size($0).height } ?? Self.laneHeight) + Self.rowGap
                }
            }
            let height = heights.max() ?? 0
            var x = Self.margin
            for (place, layer) in grid.layers.enumerated() {
                var y = top + (height - heights[place]) / 2
                for node in layer where grid.nodes[node].band == band {
                    let height = grid.nodes[node].box.map { Self.size($0).height } ?? Self.laneHeight
                    frames[node] = Rectangle(x: x, y: y, width: widths[place], height: height)
                    y += height + Self.rowGap
                }
                x += widths[place] + gaps[place]
            }
            top += height + Self.heading
        }
        nodeFrames = frames
        for (number, node) in grid.nodes.enumerated() {
            guard let box = node.box, let frame = frames[number] else { continue }
            boxes.append(
                Box(
                    id: box.id, kind: box.kind, title: box.title, captions: box.captions,
                    isTopic: box.isTopic,
                    frame: frame))
        }
    }

    private var nodeFrames: [Int: Rectangle] = [:]

    private mutating func frameStages(_ plan: PlanExplanation, _ grid: LayerGrid) {
        for (number, stage) in plan.stages.enumerated() {
            let frames = grid.nodes.indices.filter { grid.nodes[$0].stage == number }.compactMap {
                nodeFrames[$0]
            }
            guard let left = frames.map(\.x).min(), let top = frames.map(\.y).min() else { continue }
            let right = frames.map { $0.x + $0.width }.max() ?? left
            let bottom = frames.map { $0.y + $0.height }.max() ?? top
            let tasks = stage.tasks.map { " · \($0) tasks" } ?? ""
            let title = stage.name + tasks
            let width = max(right - left, Self.textWidth(title, size: Self.titleSize)) + 28
            stages.append(
                Stage(
                    title: title,
                    frame: Rectangle(x: left - 14, y: top - 32, width: width, height: bottom - top + 46)))
        }
    }

    private mutating func connect(_ grid: LayerGrid) {
        for edge in grid.edges {
            var points: [(x: Int, y: Int)] = []
            for (place, node) in edge.path.enumerated() {
                guard let frame = nodeFrames[node] else { continue }
                let middle = frame.y + frame.height / 2
                if place > 0 { points.append((frame.x, middle + shift(of: edge, into: node, grid))) }
                if place < edge.path.count - 1 { points.append((frame.x + frame.width, middle)) }
            }
            arrows.append(Arrow(points: points))
        }
        for (edge, arrow) in zip(grid.edges, arrows) where !edge.label.isEmpty { label(edge, arrow, grid) }
    }

    /// How far above or below the middle an arrow reaches a box that several reach, so that their heads stay apart and
    /// stand in the order in which they come.
    private func shift(of edge: LayerGrid.Edge, into node: Int, _ grid: LayerGrid) -> Int {
        guard node == edge.to else { return 0 }
        let arriving = grid.edges.filter { $0.to == node }
            .sorted { height($0) < height($1) }
        guard arriving.count > 1, let place = arriving.firstIndex(where: { $0.path == edge.path }) else {
            return 0
        }
        let step = min(12, 40 / arriving.count)
        return (2 * place - arriving.count + 1) * step / 2
    }

    /// Where an arrow comes from on its last stretch.
    private func height(_ edge: LayerGrid.Edge) -> Int {
        let frame = nodeFrames[edge.path[edge.path.count - 2]]
        return frame.map { $0.y + $0.height / 2 } ?? 0
    }

    /// Writes at the beginning what is true of all that leaves a box, otherwise at the end; not over anything else.
    private mutating func label(_ edge: LayerGrid.Edge, _ arrow: Arrow, _ grid: LayerGrid) {
        guard arrow.points.count > 1, let first = arrow.points.first, let last = arrow.points.last else {
            return
        }
        let isShared = grid.edges.allSatisfy { $0.from != edge.from || $0.label == edge.label }
        let width = Self.textWidth(edge.label, size: Self.captionSize)
        let (near, far) = isShared ? (first, arrow.points[1]) : (last, arrow.points[arrow.points.count - 2])
        // On the side that the bow does not turn to.
        let y = far.y < near.y ? near.y + 3 : near.y - 17
        let frame = Rectangle(x: isShared ? near.x + 8 : near.x - 12 - width, y: y, width: width, height: 14)
        let taken = boxes.map(\.frame) + labels.map(\.frame) + straights(butOf: arrow)
        if !taken.contains(where: frame.overlaps) { labels.append(Label(text: edge.label, frame: frame)) }
    }

    /// Where other arrows run straight: in lanes, and a little before their heads.
    private func straights(butOf own: Arrow) -> [Rectangle] {
        arrows.flatMap { arrow -> [Rectangle] in
            guard let head = arrow.points.last, head != own.points.last ?? (0, 0) else { return [] }
            let lanes = stride(from: 1, to: arrow.points.count - 2, by: 2).map { place in
                let (from, to) = (arrow.points[place], arrow.points[place + 1])
                return Rectangle(x: from.x, y: from.y - 2, width: to.x - from.x, height: 4)
            }
            return lanes + [Rectangle(x: head.x - 30, y: head.y - 2, width: 30, height: 4)]
        }
    }

    static func shortened(_ text: String) -> String {
        text.count <= captionLimit ? text : text.prefix(captionLimit - 1) + "…"
    }
}

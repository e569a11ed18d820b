import EventModel
import Expressions

/// A sketch that a metric can keep.
protocol MetricSketch: Sketch {
    /// Takes in a row's value.
    mutating func insert(_ column: ColumnView, _ row: Int, _ weight: Int64, _ symbols: SymbolTable)
    /// The same with the symbols of another table.
    func translated(_ symbol: (UInt32) -> UInt32) -> Self
    /// Shrinks to what is kept of a pane for good, once nothing more comes in for it.
    mutating func close(_ form: SketchForm, _ symbols: SymbolTable)
    /// What it comes to; it is not empty.
    func result(_ form: AggregateForm, _ symbols: SymbolTable) -> SketchResult
    /// Whether it can be merged with another one.
    func isAlike(_ other: Self) -> Bool
}

/// A column of sketches of one kind.
final class SketchStore<Element: MetricSketch>: SketchColumn {
    private let nothing: Element
    private var sketches: [Element] = []

    init(_ nothing: Element) { self.nothing = nothing }

    var byteCount: Int {
        sketches.capacity * MemoryLayout<Element>.stride + sketches.reduce(0) { $0 + $1.byteCount }
    }

    func makeEmpty() -> any SketchColumn { SketchStore(nothing) }

    func reserve(_ count: Int) {
        guard sketches.count < count else { return }
        sketches.append(contentsOf: repeatElement(nothing, count: count - sketches.count))
    }

    func clear(_ record: Int) { if record < sketches.count { sketches[record] = nothing } }

    func add(_ column: ColumnView, _ targets: RowTargets, _ arena: RecordArena, _ symbols: SymbolTable) {
        let (first, wordCount) = (arena.words, arena.layout.wordCount)
        targets.forEach { row, weight, record in
            guard column.states[row] == CellState.value.rawValue else { return }
            sketches[(record - first) / wordCount].insert(column, row, weight, symbols)
        }
    }

    func merge(_ record: Int, from other: any SketchColumn, _ otherRecord: Int) {
        let source = same(other).sketches[otherRecord]
        if !source.isEmpty { sketches[record].merge(source) }
    }

    func copy(from other: any SketchColumn, _ otherRecord: Int, to record: Int) {
        sketches[record] = same(other).sketches[otherRecord]
    }

    func move(from other: any SketchColumn, _ otherRecord: Int, to record: Int) {
        swap(&sketches[record], &same(other).sketches[otherRecord])
    }

    func close(_ form: SketchForm, _ symbols: SymbolTable) {
        for record in sketches.indices { sketches[record].close(form, symbols) }
    }

    func encode(_ record: Int, into bytes: inout [UInt8], place: (UInt32) -> UInt32) {
        sketches[record].translated(place).encode(into: &bytes)
    }

    func decode(
        _ record: Int, from bytes: UnsafeRawBufferPointer, symbol: (UInt32) -> UInt32?
    ) -> Bool {
        // What another version of the program wrote with other parameters cannot be added up with this one's.
        guard let read = Element(decoding: bytes), read.isAlike(nothing) else { return false }
        var isWhole = true
        let own = read.translated { place in
            guard let id = symbol(place) else {
                isWhole = false
                return 0
            }
            return id
        }
        if isWhole { sketches[record] = own }
        return isWhole
    }

    func result(
        _ record: Int, with front: (any SketchColumn)?, _ form: AggregateForm, _ symbols: SymbolTable
    ) -> SketchResult {
        var total = record < sketches.count ? sketches[record] : nothing
        if let front = front.map({ same($0) }), record < front.sketches.count {
            total.merge(front.sketches[record])
        }
        return total.isEmpty ? .nothing : total.result(form, symbols)
    }

    private func same(_ other: any SketchColumn) -> SketchStore<Element> {
        // The columns of one place in one layout are of one kind.
        unsafeDowncast(other, to: SketchStore<Element>.self)
    }
}

import EventModel
import Expressions

/// The sketches of one aggregate, one for each record of an arena or a pane; called once per batch or pane, not per row.
protocol SketchColumn: AnyObject {
    /// Bytes of memory.
    var byteCount: Int { get }
    /// A column of the same form without sketches.
    func makeEmpty() -> any SketchColumn
    /// Makes room for records up to `count`, with sketches of nothing.
    func reserve(_ count: Int)
    /// Forgets a record's sketch.
    func clear(_ record: Int)
    /// Adds rows.
    func add(_ column: ColumnView, _ targets: RowTargets, _ arena: RecordArena, _ symbols: SymbolTable)
    /// Merges another column's sketch into a record's.
    func merge(_ record: Int, from other: any SketchColumn, _ otherRecord: Int)
    /// Puts a copy of another column's sketch in place of a record's.
    func copy(from other: any SketchColumn, _ otherRecord: Int, to record: Int)
    /// Moves another column's sketch here.
    func move(from other: any SketchColumn, _ otherRecord: Int, to record: Int)
    /// Shrinks all sketches to what is kept of a pane for good.
    func close(_ form: SketchForm, _ symbols: SymbolTable)
    /// Appends a record's sketch as bytes; `place` names symbols.
    func encode(_ record: Int, into bytes: inout [UInt8], place: (UInt32) -> UInt32)
    /// Reads a record's sketch from bytes; `symbol` finds symbols by their names, or not.
    ///
    /// - Returns: whether the bytes are a sketch of the column's form; otherwise nothing has changed.
    func decode(
        _ record: Int, from bytes: UnsafeRawBufferPointer, symbol: (UInt32) -> UInt32?
    ) -> Bool
    /// What a record's sketch, together with the other half of its window, comes to.
    func result(
        _ record: Int, with front: (any SketchColumn)?, _ form: AggregateForm, _ symbols: SymbolTable
    ) -> SketchResult
}

/// What a sketch comes to.
enum SketchResult: Equatable {
    case nothing
    case number(Double)
    case text([UInt8])
}

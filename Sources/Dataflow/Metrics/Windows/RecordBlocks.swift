import EventModel

/// Writes records of a group in blocks of some thousand, each behind what says what it is.
final class RecordBlocks {
    private let layout: RecordLayout
    private let keys: SymbolTable
    private let symbols: SymbolTable
    private let writer: StateWriter
    private let beginning: (StateWriter) -> Void
    private var rows: PartialWriter
    private var key: [UInt8] = []
    private static let most = 4096

    init(
        _ layout: RecordLayout, keys: SymbolTable, symbols: SymbolTable, to writer: StateWriter,
        beginning: @escaping (StateWriter) -> Void
    ) {
        self.layout = layout
        self.keys = keys
        self.symbols = symbols
        self.writer = writer
        self.beginning = beginning
        rows = PartialWriter(group: 0, layout: layout, symbols: symbols)
    }

    /// About how many bytes wait to be written.
    var byteCount: Int {
        rows.block.keyBytes.count + rows.block.sketchBytes.count + rows.block.words.count * 2
    }

    /// Appends a record.
    func append(_ id: UInt32, _ pane: Int64, _ arena: RecordArena, _ record: Int) {
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: keys.bytes(of: id))
        rows.append(key, pane, arena, record)
        if rows.block.count & 127 == 0 { symbols.space.noteAccesses(3 * 128) }
        if rows.block.count == Self.most { finish() }
    }

    /// Writes what waits.
    func finish() {
        guard rows.block.count > 0 else { return }
        beginning(writer)
        rows.finished().encode(to: writer)
        rows = PartialWriter(group: 0, layout: layout, symbols: symbols)
    }
}

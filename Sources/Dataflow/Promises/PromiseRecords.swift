import EventModel

/// What is known of one promise and of what was told of it.
struct PromiseRecord: BitwiseCopyable {
    var facts = PromiseFacts()
    /// The key's next promise: its slot + 1, or 0. Seldom any: a key has several while it is remembered only if they
    /// are apart by event time and one input is read far ahead of the other.
    var following: UInt32 = 0
    /// Whether nothing was told since the facts were as they are. Otherwise what was told follows from them.
    var isUntold = true
    /// Whether the watermark had passed the due time when it was last told.
    var isPastDue = false
    /// Whether it is not as it was last written; see `PromiseChanges`.
    var isChanged = false
}

/// The records of a ledger by slot, each with its remembered and its gathered fields behind it.
struct PromiseRecords: ~Copyable {
    private let rememberedBytes: Int
    private let byteCount: Int
    private var chunks: Chunks

    /// No records; memory is taken from the pool, if there is one.
    init(rememberedBytes: Int, gatheredBytes: Int = 0, pool: PagePool? = nil) {
        let alignment = MemoryLayout<PromiseRecord>.alignment
        self.rememberedBytes = rememberedBytes
        byteCount = rememberedBytes + gatheredBytes
        let bytes = MemoryLayout<PromiseRecord>.stride + byteCount
        chunks = Chunks(stride: (bytes + alignment - 1) / alignment * alignment, pool: pool)
    }

    /// Bytes taken from the system.
    var memoryBytes: Int { chunks.memoryBytes }

    /// The record of a slot that was opened; it stays where it is.
    @inline(__always)
    subscript(slot: Int) -> UnsafeMutablePointer<PromiseRecord> {
        chunks.at(slot).assumingMemoryBound(to: PromiseRecord.self)
    }

    /// The remembered fields of a slot.
    @inline(__always)
    func remembered(_ slot: Int) -> UnsafeMutableRawPointer {
        chunks.at(slot) + MemoryLayout<PromiseRecord>.stride
    }

    /// What a slot has gathered, behind its remembered fields.
    @inline(__always)
    func gathered(_ slot: Int) -> UnsafeMutableRawPointer { remembered(slot) + rememberedBytes }

    /// Begins a record of which nothing is known.
    mutating func open(_ slot: Int) {
        while slot >= chunks.capacity { chunks.grow() }
        chunks.at(slot).initializeMemory(as: PromiseRecord.self, repeating: PromiseRecord(), count: 1)
        remembered(slot).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }

    /// Copies the remembered fields from one slot to another.
    func copyRemembered(from source: Int, to target: Int) {
        remembered(target).copyMemory(from: remembered(source), byteCount: rememberedBytes)
    }

    /// Gives some memory back when no slot is in use.
    mutating func trim() { chunks.trim() }
}

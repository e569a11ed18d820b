import EventModel

/// Where the promises of a ledger are kept: by key, by slot and by time.
///
/// A key that is remembered has one slot, and a further one for each promise of it that the first does not meet. All
/// memory is in chunks; none of it grows by copying what there is.
struct PromiseBook: ~Copyable {
    private(set) var keys: KeySlots
    private(set) var records: PromiseRecords
    var timers: TimerWheel
    var changes = PromiseChanges()
    private let memory: Int64

    /// No promises.
    ///
    /// - Parameters:
    ///   - rememberedBytes: bytes for the remembered fields of one.
    ///   - gatheredBytes: bytes for the gathered fields of one.
    ///   - memory: how long a key is remembered, in milliseconds.
    ///   - pool: where memory is taken from; plain memory if nil.
    init(rememberedBytes: Int, gatheredBytes: Int, memory: Int64, pool: PagePool?) {
        keys = KeySlots(pool: pool)
        records = PromiseRecords(rememberedBytes: rememberedBytes, gatheredBytes: gatheredBytes, pool: pool)
        timers = TimerWheel(pool: pool)
        self.memory = memory
    }

    /// Bytes taken from the system.
    var memoryBytes: Int {
        keys.memoryBytes + records.memoryBytes + timers.memoryBytes + changes.memoryBytes
    }

    /// The slot of the promise that an event of a key belongs to, opened now if there is none.
    @inline(__always)
    mutating func slot(of key: UnsafeRawBufferPointer, meeting event: PromiseFacts) -> Int {
        let (first, isNew) = keys.insert(key)
        if isNew {
            records.open(first)
            return first
        }
        if records[first].pointee.facts.meets(event, memory: memory) { return first }
        return further(first, meeting: event)
    }

    /// Reads what is needed soon of a slot, so that it has come from memory by then; the number has no meaning.
    @inline(__always)
    func touch(_ slot: Int) -> Int64 {
        let key = keys.key(of: slot)
        let first = key.first ?? 0
        return records[slot].pointee.facts.lastAt ^ Int64(first) ^ (timers.time(of: slot) ?? 0)
    }

    /// Reads what is needed soon of a key.
    @inline(__always)
    func touch(_ key: UnsafeRawBufferPointer) -> Int64 { keys.touch(key).map { touch($0) } ?? 0 }

    /// The next promise after this one that an event belongs to as well, so that all three are one.
    func nextMeeting(_ event: PromiseFacts, after slot: Int) -> Int? {
        var next = records[slot].pointee.following
        while next != 0 {
            let candidate = Int(next) - 1
            if records[candidate].pointee.facts.meets(event, memory: memory) { return candidate }
            next = records[candidate].pointee.following
        }
        return nil
    }

    /// Notes that a promise is not as it was last written.
    @inline(__always)
    mutating func note(_ slot: Int) {
        let record = records[slot]
        if record.pointee.isChanged { return }
        record.pointee.isChanged = true
        changes.append(slot)
    }

    /// Forgets a promise.
    mutating func remove(_ slot: Int) {
        timers.cancel(slot)
        records[slot].pointee.isChanged = false
        let following = records[slot].pointee.following
        if keys.isTwin(slot) {
            if let first = takeOut(slot) { note(first) }
            keys.remove(slot: slot)
        } else if following != 0 {
            note(Int(following) - 1)
            keys.remove(slot: slot, successor: Int(following) - 1)
        } else {
            changes.appendRemoved(keys.key(of: slot))
            keys.remove(slot: slot)
        }
    }

    /// Begins the entry of a key anew, whatever was known of it.
    ///
    /// - Returns: the slot of its first promise.
    mutating func reopen(_ key: UnsafeRawBufferPointer) -> Int {
        let (first, isNew) = keys.insert(key)
        while !isNew, records[first].pointee.following != 0 {
            let next = Int(records[first].pointee.following) - 1
            records[first].pointee.following = records[next].pointee.following
            keys.remove(slot: next)
        }
        records.open(first)
        return first
    }

    /// Opens a further promise of a key, behind another.
    mutating func open(after slot: Int) -> Int {
        let twin = keys.insertTwin(of: slot)
        records.open(twin)
        records[twin].pointee.following = records[slot].pointee.following
        records[slot].pointee.following = UInt32(twin + 1)
        return twin
    }

    /// How many promises a key has, from its first.
    func promiseCount(from first: Int) -> Int {
        var count = 1
        var slot = first
        while records[slot].pointee.following != 0 {
            slot = Int(records[slot].pointee.following) - 1
            count += 1
        }
        return count
    }

    /// Removes the entry of a key, if there is one.
    mutating func removeAll(of key: UnsafeRawBufferPointer) {
        if keys.find(key) != nil { keys.remove(slot: reopen(key)) }
    }

    /// Gives some memory back if nothing is remembered.
    mutating func trim() {
        guard keys.count == 0 else { return }
        keys.trim()
        records.trim()
        timers.trim()
    }

    private mutating func further(_ first: Int, meeting event: PromiseFacts) -> Int {
        nextMeeting(event, after: first) ?? open(after: first)
    }

    /// Takes a further promise of a key out of their chain.
    ///
    /// - Returns: the first of the chain.
    private func takeOut(_ slot: Int) -> Int? {
        guard let first = keys.find(keys.key(of: slot)) else { return nil }
        var before = first
        while records[before].pointee.following != UInt32(slot + 1) {
            before = Int(records[before].pointee.following) - 1
        }
        records[before].pointee.following = records[slot].pointee.following
        return first
    }
}

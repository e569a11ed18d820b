/// What local state holds of one task, found by reading all of its blocks and checking each.
public struct TaskSurvey: Sendable {
    /// What one operator has written into the blocks that are kept.
    public struct Operator: Equatable, Sendable {
        /// The operator's name.
        public var name: String
        /// The fingerprint of the newest section.
        public var fingerprint: UInt64
        /// Bytes of changes.
        public var changeBytes = 0
        /// Bytes of slices of the rounds through the whole state.
        public var sliceBytes = 0
    }

    /// The task.
    public var task: TaskName
    /// How far its blocks go.
    public var position: LocalPosition
    /// How many blocks were read, up to the first that is damaged.
    public var blocks = 0
    /// How many bytes their parts have.
    public var bytes = 0
    /// The header of the newest block that was read.
    public var newest: BlockHeader?
    /// The operators by name.
    public var operators: [Operator] = []
    /// What is wrong; `nil` when every block that should be there is there and whole.
    public var damage: String?

    /// Reads all blocks of a task.
    ///
    /// - Parameters:
    ///   - task: the task; its position is what the state says.
    ///   - position: how far its blocks go.
    ///   - state: where they are.
    ///   - visit: gets each section in order.
    public init(
        of task: TaskName, at position: LocalPosition, in state: any LocalState,
        visit: (BlockSection) -> Void = { _ in }
    ) {
        self.task = task
        self.position = position
        let parts = BlockParts(task: task)
        do throws(LocalStateFailure) {
            try state.read(task, from: position.oldest) { number, part in
                do throws(BlockDamage) {
                    try take(part, number, parts, visit)
                } catch {
                    damage = "\(error)"
                }
                return damage == nil
            }
        } catch {
            damage = error.message
        }
        let expected = Int(position.number - position.oldest) + 1
        if damage == nil, blocks != expected { damage = "\(blocks) of \(expected) blocks are there" }
        operators.sort { $0.name < $1.name }
    }

    private mutating func take(
        _ part: UnsafeRawBufferPointer, _ number: Int64, _ parts: BlockParts, _ visit: (BlockSection) -> Void
    ) throws(BlockDamage) {
        let progress = try parts.add(part)
        guard parts.number == number, progress != .stray else {
            throw .malformed("a part that does not belong to block \(number) lies in its place")
        }
        bytes += part.count
        guard progress == .complete else { return }
        var reader = try BlockReader(parts.body, of: task)
        guard reader.header.number == number else {
            throw .malformed(
                "it says that it is block \(reader.header.number) in the place of block \(number)")
        }
        if let newest, number != newest.number + 1 {
            throw .malformed("block \(number) follows block \(newest.number)")
        }
        while let section = try reader.next() {
            count(section)
            visit(section)
        }
        newest = reader.header
        blocks += 1
    }

    private mutating func count(_ section: BlockSection) {
        let place =
            operators.firstIndex { $0.name == section.operatorName }
            ?? {
                operators.append(Operator(name: section.operatorName, fingerprint: section.fingerprint))
                return operators.count - 1
            }()
        operators[place].fingerprint = section.fingerprint
        switch section.kind {
        case .changes: operators[place].changeBytes += section.bytes.count
        case .slice: operators[place].sliceBytes += section.bytes.count
        }
    }
}

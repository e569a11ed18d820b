/// What is wrong with the bytes of a block.
public enum BlockDamage: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes do not begin as a block's part does.
    case notBlock
    /// There are fewer bytes than there should be, or more.
    case length(found: Int, expected: Int)
    /// The bytes are not those that were written.
    case checksum(number: Int64?, part: Int?)
    /// A newer version of Credence has written it.
    case newerFormat(Int)
    /// It belongs to another task than the one that is read.
    case otherTask(expected: TaskName)
    /// The checksums are right, and still the content makes no sense.
    case malformed(String)

    /// What happened and how to mend it, in one line.
    public var description: String {
        switch self {
        case .notBlock: "these bytes are no block of a changelog; does something else write to the topic?"
        case .length(let found, let expected):
            "a part of a block has \(found) bytes instead of \(expected): it was cut off or is damaged"
        case .checksum(let number?, let part?):
            "block \(number), part \(part) is damaged: its checksum is wrong"
        case .checksum(let number?, nil):
            "block \(number) is damaged: its parts do not belong together"
        case .checksum(nil, _): "a part of a block is damaged: the checksum of its head is wrong"
        case .newerFormat(let format):
            "written by a newer version of credence (format \(format), this one reads up to \(BlockHeader.currentFormat)); "
                + "run that version, or a later one"
        case .otherTask(let expected): "a block of another task than \(expected); were topics mixed up?"
        case .malformed(let what): "a block is damaged: \(what)"
        }
    }
}

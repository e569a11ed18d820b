/// What one operator has written into a block.
public struct BlockSection {
    /// Where the entries come from.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Entries that have changed since the commit before.
        case changes = 0
        /// Entries that came next on the round through the whole state.
        case slice = 1
    }

    /// The operator's name.
    public var operatorName: String
    /// What the operator's state depends on, as a number: state of another fingerprint is not read.
    public var fingerprint: UInt64
    /// Where the entries come from.
    public var kind: Kind
    /// The entries; valid as long as the block's bytes.
    public var bytes: UnsafeRawBufferPointer
}

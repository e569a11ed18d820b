import StateStore

/// How the state of one key is found in what operators have written: the place where their decoding is joined to
/// `credence state --key`.
enum StateKeyDecoding {
    /// What a section says of a key.
    enum Finding {
        /// Nothing.
        case absent
        /// That it was removed.
        case removed
        /// Its state as JSON.
        case json(String)
    }

    /// Looks for a key in what an operator has written; `nil` while no operator can be read so.
    static let find: (@Sendable (_ section: BlockSection, _ key: String) -> Finding)? = nil
}

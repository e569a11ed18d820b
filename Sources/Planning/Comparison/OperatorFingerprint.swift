import EventModel

/// What determines the state of an operator, part by part, so that a change can be told by its cause.
///
/// ``state`` is what the meaning and the layout of the state depend on: when any of it changes, the operator begins
/// anew. ``rules`` are applied to the state as it is: when they change, the state stays and they hold from then on.
public struct OperatorFingerprint: Sendable, Hashable, Codable {
    /// One thing that a fingerprint is made of.
    public struct Part: Sendable, Hashable, Codable {
        /// The keys of the language that say it, such as `made.when`.
        public var name: String
        /// What they say, in one way of writing; for another operator that is read, the hash of its state.
        public var text: String
        /// Whether it is another operator whose restart is this one's, too.
        public var isInput: Bool

        /// A part by its name.
        public init(_ name: String, _ text: String, isInput: Bool = false) {
            self.name = name
            self.text = text
            self.isInput = isInput
        }
    }

    /// What the state depends on, in an order of its own that no file changes.
    public var state: [Part]
    /// What is applied to the state.
    public var rules: [Part]
    /// What the names and texts of ``state`` come to: 32 hexadecimal digits, the same in every process and on every
    /// machine.
    public var hash: String

    /// A fingerprint from its parts; parts without a text are left out.
    public init(state: [Part], rules: [Part] = []) {
        self.state = state.filter { !$0.text.isEmpty }
        self.rules = rules.filter { !$0.text.isEmpty }
        hash = Self.hash(of: self.state)
    }

    private static func hash(of parts: [Part]) -> String {
        // Lengths stand before the texts, so that no text can pass for two.
        let text = parts.map { "\($0.name.utf8.count):\($0.name)\($0.text.utf8.count):\($0.text)" }.joined()
        return [UInt64(0x6372_6564), 0x656E_6365].map { seed in
            let digits = String(ByteHash.hash(text, seed: seed), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

import Dataflow

extension [UInt8] {
    /// The bytes with some flipped, or without their end.
    func damaged(using random: inout some RandomNumberGenerator) -> Self {
        guard !isEmpty else { return self }
        if Bool.random(using: &random) { return Array(self[..<Int.random(in: 0..<count, using: &random)]) }
        var bytes = self
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes[Int.random(in: 0..<count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        return bytes
    }

    /// Restores a state from the bytes; false when it finds damage.
    func restores(_ state: any DurableState) -> Bool {
        withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            do throws(StateDamage) { try state.restore(from: &reader) } catch { return false }
            state.finishRestore()
            return true
        }
    }
}

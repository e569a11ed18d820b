import CRdKafka

/// Calls a C function that writes its reason into a buffer, and returns both.
func withReason<Result>(
    _ call: (_ text: UnsafeMutablePointer<CChar>, _ capacity: Int) -> Result
) -> (result: Result, reason: String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
        buffer.initialize(repeating: 0)
        guard let text = buffer.baseAddress else { preconditionFailure("an empty buffer") }
        let result = call(text, buffer.count)
        return (result, String(cString: text))
    }
}

public import EventModel
import Synchronization

extension MemoryLog {
    /// Makes the next calls of a kind fail, one after the other.
    public func fail(_ call: Call, _ failures: LogFailure...) {
        state.withLock { $0.demanded[call, default: []] += failures.map { .failure($0) } }
    }

    /// Makes the next call of a kind go wrong in a way that fits it.
    public func disturb(_ call: Call, _ fault: Fault) {
        state.withLock { $0.demanded[call, default: []].append(.fault(fault)) }
    }

    /// Throws what a call was told to fail with next.
    public func check(_ call: Call) throws(LogFailure) {
        if case .failure(let failure) = state.withLock({ $0.takeDemand(call) }) { throw failure }
    }

    /// What goes wrong, and what went wrong so far.
    public var faults: FaultPlan {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// Decides what becomes of a call of a port, and throws where it has no effect.
    ///
    /// - Returns: a fault that the call has to carry out; ``leave(_:_:)`` ends it.
    func enter(_ call: Call, _ process: MemoryProcess) throws(LogFailure) -> Fault? {
        guard !process.isCrashed else { throw .crashed }
        let now = clock.now
        let demand = state.withLock { store -> DemandedFault? in
            store.settle(at: now)
            return store.takeDemand(call) ?? store.faults.next(call).map { .fault($0) }
        }
        switch demand {
        case nil: return nil
        case .failure(let failure): throw failure
        case .fault(.crashBefore):
            process.crash()
            throw .crashed
        case .fault(.fail): throw .passing(call)
        case .fault(.stall(let time)):
            clock.advance(byMilliseconds: time)
            settle()
            return nil
        case .fault(let fault): return fault
        }
    }

    /// Ends a call whose work is done.
    func leave(_ fault: Fault?, _ process: MemoryProcess) throws(LogFailure) {
        guard fault == .crashAfter else { return }
        process.crash()
        throw .crashed
    }
}

extension LogStore {
    mutating func takeDemand(_ call: MemoryLog.Call) -> DemandedFault? {
        guard demanded[call]?.isEmpty == false else { return nil }
        return demanded[call]?.removeFirst()
    }
}

extension LogFailure {
    /// What a process gets that has crashed: it must not go on.
    static let crashed = LogFailure(
        code: "CRASHED", message: "the process has crashed", hint: "drop the worker and start another one",
        isFatal: true, isRetriable: false)

    /// A failure that passes.
    static func passing(_ call: MemoryLog.Call) -> LogFailure {
        LogFailure(
            code: "_TRANSPORT", message: "the broker did not answer \(call)", hint: "try again",
            isFatal: false, isRetriable: true)
    }

    /// A failure of another kind.
    static func refused(_ code: String, _ message: String, hint: String = "", isFatal: Bool = false)
        -> LogFailure
    {
        LogFailure(code: code, message: message, hint: hint, isFatal: isFatal, isRetriable: false)
    }
}

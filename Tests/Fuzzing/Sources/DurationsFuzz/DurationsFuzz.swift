import Expressions
import FuzzerRun
import PipelineSpec

/// Durations as expressions and as pipelines read them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDurations(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    if let milliseconds = Expressions.DurationText.parse(text) {
        // What is written again means the same.
        let written = Expressions.DurationText.format(milliseconds)
        precondition(Expressions.DurationText.parse(written) == milliseconds, "\(text) became \(written)")
    }
    if let milliseconds = try? PipelineSpec.DurationText.milliseconds(text) {
        precondition(milliseconds >= 0, "\(text) is \(milliseconds) ms")
    }
    return 0
}

/// Hands over to libFuzzer.
@_cdecl("DurationsFuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    FuzzerRun.start(count, arguments)
}

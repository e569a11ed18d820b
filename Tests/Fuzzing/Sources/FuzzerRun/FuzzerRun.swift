/// Runs libFuzzer's own loop on the `LLVMFuzzerTestOneInput` of the program.
///
/// The package manager renames a program's entry point, so libFuzzer's `main` is not found; each program hands over to
/// it here.
public enum FuzzerRun {
    /// The arguments of `main`, and what it returns.
    public static func start(
        _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> CInt {
        var count = argumentCount
        var values = arguments
        return runDriver(&count, &values, testOneInput)
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_silgen_name("LLVMFuzzerTestOneInput")
private func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt

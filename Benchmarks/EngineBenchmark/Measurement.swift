#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Processor time of this process while `body` runs, in seconds: a busy machine disturbs it less than a clock.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
}

func median(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }

/// A number with so many digits behind the point.
func text(_ value: Double, digits: Int = 1) -> String {
    guard value.isFinite else { return "-" }
    let factor = pow(10, Double(digits))
    let scaled = Int64((abs(value) * factor).rounded())
    let fraction = String(scaled % Int64(factor))
    let whole = "\(value < 0 ? "-" : "")\(scaled / Int64(factor))"
    return digits == 0
        ? whole : "\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// A name with blanks behind it.
func padded(_ text: String, _ width: Int = 42) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}

/// Resident memory of this process in bytes.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = fread(&bytes, 1, 128, file)
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    return (fields.dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}

/// Shows what was printed at once, also in a pipe: the sections take long.
func flushOutput() { fflush(nil) }

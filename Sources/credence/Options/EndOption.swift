import ArgumentParser

/// When a command that runs until stopped ends by itself.
struct EndOption: ParsableArguments {
    @Option(name: .long, help: "End after so many seconds.")
    var seconds: Double?

    func validate() throws {
        // Not a number fails the comparison too.
        guard seconds.map({ (0...31_536_000).contains($0) }) ?? true else {
            throw ValidationError("--seconds is 0 to 31536000, which is a year")
        }
    }
}

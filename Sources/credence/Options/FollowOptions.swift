import ArgumentParser
import EventModel

/// How far back a command that follows a topic begins, and when it ends.
struct FollowOptions: ParsableArguments {
    @Flag(name: .long, help: "Only what comes from now on, not what the topic already holds.")
    var new = false

    @Flag(name: .long, help: "The records as they are, one JSON object a line.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("End after so many lines.", valueName: "lines"))
    var limit: Int?

    var from: StartOffset { new ? .end : .beginning }

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError("--limit is 1 or more") }
    }
}

import EventModel
import Foundation
import Replay
import Synchronization

/// Tells how far a replay is: a line that is rewritten on a terminal, a line every ten seconds where there is none.
final class ReplayTelling: Sendable {
    private let replay: Replay
    private let pipelines: Int
    private let begun = Date()
    private let isOver = Atomic(false)

    init(_ replay: Replay, pipelines: Int) {
        self.replay = replay
        self.pipelines = pipelines
    }

    func begin() {
        let thread = Thread { [self] in
            var told = Date()
            while !isOver.load(ordering: .relaxed) {
                Thread.sleep(forTimeInterval: 0.2)
                guard Date().timeIntervalSince(begun) > 2 else { continue }
                if Console.isErrorTerminal {
                    Console.status(line)
                } else if Date().timeIntervalSince(told) >= 10 {
                    told = Date()
                    Console.note(line)
                }
            }
        }
        thread.start()
    }

    func end() {
        isOver.store(true, ordering: .relaxed)
        Console.endStatus()
    }

    private var line: String {
        let progress = replay.progress
        let seconds = Date().timeIntervalSince(begun)
        let share = progress.totalBytes > 0 ? Double(progress.bytes) / Double(progress.totalBytes) : 0
        let rate = Int(Double(progress.records) / max(seconds, 0.001))
        var line =
            "\(Int(share * 100)) %, \(Console.grouped(progress.records)) records, \(Console.grouped(rate))/s"
        if progress.eventTime > .distantPast { line += ", at \(RFC3339.format(progress.eventTime))" }
        if share > 0.01 { line += ", \(Int(seconds / share - seconds)) s left" }
        return line + ", \(progress.finished) of \(pipelines) pipelines done"
    }
}

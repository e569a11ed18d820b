import Foundation
import Synchronization

/// Lines on the terminal: results on standard output, everything about the run on standard error, colours only where
/// someone looks.
enum Console {
    /// A colour by its ANSI code.
    enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
        case grey = 90
    }

    static let isTerminal = isatty(STDOUT_FILENO) == 1
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1
    // The text of the status line that stands on the terminal and is rewritten in place.
    private static let statusLine = Mutex("")
    private static let outputIsClosed = Atomic(false)

    /// Columns of the terminal that standard output is; 100 where it is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }

    /// Whether whoever read the standard output has gone away.
    static var isOutputClosed: Bool { outputIsClosed.load(ordering: .relaxed) }

    /// A line of results.
    static func out(_ line: String) {
        statusLine.withLock { status in
            if !status.isEmpty { write("\r\u{1B}[K", to: STDERR_FILENO) }
            write(line + "\n", to: STDOUT_FILENO)
            if !status.isEmpty { write(status, to: STDERR_FILENO) }
        }
    }

    /// A line about the run.
    static func error(_ line: String) {
        statusLine.withLock { status in
            let clear = status.isEmpty ? "" : "\r\u{1B}[K"
            write(clear + line + "\n" + status, to: STDERR_FILENO)
        }
    }

    /// A line about the run with the time before it.
    static func note(_ line: String) {
        error(paint(Self.clockText(), .grey, on: isErrorTerminal) + " " + line)
    }

    /// Replaces the status line; nothing where standard error is no terminal.
    static func status(_ line: String) {
        guard isErrorTerminal else { return }
        statusLine.withLock { status in
            write("\r\u{1B}[K" + line, to: STDERR_FILENO)
            status = line
        }
    }

    /// Takes the status line away.
    static func endStatus() {
        statusLine.withLock { status in
            if !status.isEmpty { write("\r\u{1B}[K", to: STDERR_FILENO) }
            status = ""
        }
    }

    static func paint(_ text: String, _ colour: Colour, on isOn: Bool = isTerminal) -> String {
        let isWanted = isOn && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        return isWanted ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A number with thin groups of three: 1,234,567.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(abs(number)))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// 1 event, 2 events.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Text out of records as it may go to a terminal: in one line, and without what would steer the terminal.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    static func bytes(_ count: Int) -> String {
        if count < 10_000 { return "\(count) B" }
        if count < 10_000_000 { return "\(count / 1000) kB" }
        return "\(grouped(count / 1_000_000)) MB"
    }

    private static func clockText() -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    private static func write(_ text: String, to file: Int32) {
        var copy = text
        copy.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let written = Foundation.write(
                    file, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                if written > 0 {
                    start += written
                    continue
                }
                switch errno {
                case EINTR: continue
                // Someone made the pipe or terminal non-blocking: nothing may be lost for it.
                case EAGAIN:
                    var room = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                    poll(&room, 1, 1000)
                // A reader that went away (a closed pipe) ends the output, not the work.
                default:
                    if file == STDOUT_FILENO { outputIsClosed.store(true, ordering: .relaxed) }
                    return
                }
            }
        }
    }
}

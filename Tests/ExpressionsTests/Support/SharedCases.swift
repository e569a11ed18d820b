import Expressions
import Foundation

/// The conformance cases that lie beside the repository in `shared/cel`, or where `CREDENCE_SHARED` says.
enum SharedCases {
    static let isThere = lines != nil
    static let comment = """
        needs ../shared/cel/dev.jsonl beside the repository; set CREDENCE_SHARED to the folder that holds cel/
        """

    static let lines: [String]? = {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["CREDENCE_SHARED"].map { URL(filePath: $0) }
            ?? repository.deletingLastPathComponent().appending(path: "shared")
        let text = try? String(contentsOf: folder.appending(path: "cel/dev.jsonl"), encoding: .utf8)
        return text?.split(separator: "\n").map(String.init)
    }()

    /// The text of a file of the repository.
    static func document(_ path: String) throws -> String {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    static let zones: TimeZoneLookup = { name, seconds in
        TimeZone(identifier: name)?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

import Foundation

/// A directory for one test, deleted with everything in it.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/credence-state-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var files: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                at: URL(filePath: path), includingPropertiesForKeys: nil)
        }
    }
}

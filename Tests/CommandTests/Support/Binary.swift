import Foundation

/// The programs that were built along with these tests.
enum Binary {
    static let name = "credence"

    /// - Throws: ``MissingBinary`` when no folder above the running tests holds it.
    static func path(_ name: String = name) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var folder = URL(filePath: tests).deletingLastPathComponent()
        while folder.path != "/" {
            let path = folder.appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: path), isFile(path) { return path }
            folder.deleteLastPathComponent()
        }
        throw MissingBinary(name: name, tests: tests)
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

struct MissingBinary: Error, CustomStringConvertible {
    var name: String
    var tests: String
    var description: String {
        "there is no \(name) in the folders above \(tests): build it with the same configuration as the tests"
    }
}

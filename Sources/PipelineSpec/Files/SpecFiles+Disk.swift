import Foundation

extension SpecFiles {
    /// The files of this machine. Not more than a little beyond the size limit of a file is read.
    public static var disk: SpecFiles {
        SpecFiles(read: readText, names: namesInFolder)
    }

    private static func readText(_ path: String) throws -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SpecFileFailure(description: "there is no such file")
        }
        guard !isFolder.boolValue else { throw SpecFileFailure(description: "it is a folder") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw SpecFileFailure(description: "reading it is not permitted")
        }
        defer { try? handle.close() }
        let bytes = try handle.read(upToCount: YAMLDocument.sizeLimit + 1) ?? Data()
        // A cut in the middle of a letter is no fault of the file, which is too large anyway.
        if bytes.count > YAMLDocument.sizeLimit { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SpecFileFailure(description: "it is not UTF-8")
        }
        return text
    }

    private static func namesInFolder(_ path: String) throws -> [String]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }
}

/// Why a file cannot be read.
struct SpecFileFailure: Error, CustomStringConvertible {
    var description: String
}

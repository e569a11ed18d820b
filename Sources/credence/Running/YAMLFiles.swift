import Foundation
import PipelineSpec

/// The YAML files that a command is to work on.
enum YAMLFiles {
    /// Files as named, and the `*.yaml` files in folders and below, in the order of their names.
    static func found(at paths: [String]) throws -> [String] {
        var found: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw CommandFailure(
                    domain: .input, message: "there is no \(path)", hint: "name a file, a folder or -")
            }
            if isFolder.boolValue {
                let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
                let isHidden = { (name: String) in name.split(separator: "/").contains { $0.hasPrefix(".") } }
                found += names.filter { $0.hasSuffix(".yaml") && !isHidden($0) }
                    .map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
            } else {
                found.append(path)
            }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    static func text(at path: String) throws -> String {
        do { return try SpecFiles.disk.read(path) } catch {
            throw CommandFailure(
                domain: .input, message: "cannot read \(path): \(error)", hint: "see that it can be read")
        }
    }

    /// All or nothing: whoever reads the file meanwhile sees the old or the new text.
    static func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandFailure(
                domain: .input, message: "cannot write \(path)",
                hint: "see that the file and its folder can be written")
        }
    }
}

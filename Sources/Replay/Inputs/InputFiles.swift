import Foundation

/// Finds the files of an input.
public enum InputFiles {
    private static let endings = [".ndjson", ".jsonl", ".json", ".gz", ".zst"]

    /// The files that paths stand for: files themselves, and of folders all that end like events, deep down, in the order of
    /// their names.
    ///
    /// - Throws: ``ReplayFailure`` for a path where nothing is, and a folder without such files.
    public static func files(_ paths: [String]) throws(ReplayFailure) -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw ReplayFailure(message: "\(path): no such file or folder", hint: "check the path")
            }
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            let found = (FileManager.default.enumerator(atPath: path)?.allObjects ?? [])
                .compactMap { $0 as? String }
                .filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
            guard !found.isEmpty else {
                throw ReplayFailure(
                    message: "\(path): the folder has no file of events",
                    hint: "their names end with \(endings.joined(separator: ", "))")
            }
            files += found.map { "\(path)/\($0)" }
        }
        return files
    }
}

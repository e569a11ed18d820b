public import PipelineSpec

/// Finds test files.
public enum TestFiles {
    /// The test files of some paths: files are taken as they are; of a folder every `*.yaml` in a folder `tests`
    /// beneath it (or in itself, when it is called `tests`), in the order of their paths.
    ///
    /// - Throws: paths that do not exist, and folders without a test.
    public static func paths(of paths: [String], files: SpecFiles = .disk) throws(SpecProblems) -> [String] {
        var found: [String] = []
        var problems: [SpecProblem] = []
        for path in paths {
            do {
                guard try files.names(path) != nil else {
                    found.append(path)
                    continue
                }
                var own: [String] = []
                let isTests = path.split(separator: "/").last == "tests"
                try collect(path, isTests: isTests, depth: 0, files: files, into: &own)
                if own.isEmpty { throw Missing() }
                found += own
            } catch { problems += SpecProblems.unreadable(path, error).problems }
        }
        guard problems.isEmpty else { throw SpecProblems(problems: problems) }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    private static func collect(
        _ folder: String, isTests: Bool, depth: Int, files: SpecFiles, into found: inout [String]
    ) throws {
        // A link that leads back up would never end.
        guard depth < 32, let names = try files.names(folder) else { return }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            if try files.names(path) != nil {
                try collect(path, isTests: name == "tests", depth: depth + 1, files: files, into: &found)
            } else if isTests, name.hasSuffix(".yaml") {
                found.append(path)
            }
        }
    }

    private struct Missing: Error, CustomStringConvertible {
        var description: String { "no file tests/*.yaml is in this folder or beneath it" }
    }
}

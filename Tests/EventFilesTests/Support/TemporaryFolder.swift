import Glibc

/// A folder that goes away with its last reference.
final class TemporaryFolder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/credence-event-files-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SupportError.failed("mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }

    /// Writes a file and returns its path.
    func write(_ bytes: some Sequence<UInt8>, to name: String = "events") throws -> String {
        let file = path + "/" + name
        guard let stream = fopen(file, "wb") else { throw SupportError.failed("fopen") }
        let content = Array(bytes)
        let written = fwrite(content, 1, content.count, stream)
        guard fclose(stream) == 0, written == content.count else { throw SupportError.failed("fwrite") }
        if !files.contains(file) { files.append(file) }
        return file
    }
}

enum SupportError: Error { case failed(String) }

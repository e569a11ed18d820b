import Glibc

/// What stopped a stream of bytes, before it is known which file and line that concerns.
struct StreamFault: Error, Equatable {
    var kind: FileFailure.Kind
    var message: String
    var hint: String

    static func cut(_ format: CompressionFormat) -> StreamFault {
        StreamFault(
            kind: .cut, message: "ends in the middle of its \(format.rawValue) data",
            hint: "the file is incomplete: copy it again, or wait until it is written")
    }

    static func corrupt(_ format: CompressionFormat, _ detail: String) -> StreamFault {
        StreamFault(
            kind: .corrupt, message: "holds corrupt \(format.rawValue) data (\(detail))",
            hint: "copy the file again; `\(format.tool) -t` checks it")
    }

    static func unsupported(_ what: String, hint: String) -> StreamFault {
        StreamFault(kind: .unsupportedFormat, message: "is \(what), which is not read here", hint: hint)
    }

    static let directory = StreamFault(
        kind: .directory, message: "is a folder, not a file", hint: "name the files in it")

    static let outOfMemory = StreamFault(
        kind: .system, message: "no memory left to decompress it", hint: "raise the memory limit")

    /// The fault behind an error number of the operating system.
    static func system(_ code: Int32, while action: String) -> StreamFault {
        switch code {
        case ENOENT, ENOTDIR:
            StreamFault(
                kind: .notFound, message: "no such file",
                hint: "check the path; it is taken from the working directory unless it begins with /")
        case EACCES, EPERM:
            StreamFault(
                kind: .noPermission, message: "no permission to read it",
                hint: "check the owner and mode of the file and of the folders above it")
        case EISDIR: directory
        default:
            StreamFault(
                kind: .system,
                message: "could not \(action): \(String(cString: strerror(code)).lowercased())",
                hint: "")
        }
    }
}

import EventFiles
import Glibc
import Testing

@Suite struct FileFailureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a missing file is named with what to check`() {
        let failure = Reading(folder.path + "/none").failure
        #expect(failure?.kind == .notFound)
        #expect(failure?.line == nil)
        #expect(
            failure?.description
                == "\(folder.path)/none: no such file; check the path; "
                + "it is taken from the working directory unless it begins with /")
    }

    @Test func `a path through a file is a missing file`() throws {
        #expect(Reading(try folder.write("a".utf8) + "/b").failure?.kind == .notFound)
    }

    @Test func `a folder is not a file`() {
        #expect(Reading(folder.path).failure?.kind == .directory)
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
    func `a file that may not be read says so`() throws {
        let path = try folder.write("a".utf8)
        chmod(path, 0)
        #expect(Reading(path).failure?.kind == .noPermission)
    }

    @Test(
        arguments: [
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1], "xz"),
            (Array("BZh91AY".utf8), "bzip2"),
            ([0x04, 0x22, 0x4D, 0x18, 0, 0, 0], "lz4"),
            (Array("PK\u{3}\u{4}zip".utf8), "zip"),
            ([0xFF, 0xFE, 0x7B, 0x00], "UTF-16"),
        ] as [([UInt8], String)])
    func `what cannot be read is called by its name`(content: [UInt8], name: String) throws {
        let failure = Reading(try folder.write(content)).failure
        #expect(failure?.kind == .unsupportedFormat)
        #expect(failure?.message.contains(name) == true)
        #expect(failure?.hint.isEmpty == false)
    }

    @Test func `the line that could not be read is part of the message`() throws {
        let file = try Packing.gzip.pack(Array("a\nb\nc\n".utf8)).dropLast()
        let failure = Reading(try folder.write(file)).failure
        #expect(
            failure?.description.contains(":4: ends in the middle of its gzip data after 3 lines; ") == true)
    }
}

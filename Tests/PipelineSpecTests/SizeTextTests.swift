import PipelineSpec
import Testing

@Suite struct SizeTextTests {
    @Test(arguments: [
        ("0B", 0), ("1B", 1), ("3kB", 3_000), ("64KiB", 65_536), ("2MB", 2_000_000), ("1MiB", 1_048_576),
        ("5GB", 5_000_000_000), ("1024GiB", 1_099_511_627_776),
    ])
    func `a size is a number with a unit`(text: String, bytes: Int64) throws {
        #expect(try SizeText.bytes(text) == bytes)
        #expect(try SizeText.bytes(SizeText.text(bytes)) == bytes)
    }

    @Test(
        arguments: [
            ("", .unreadable), ("MB", .unreadable), ("-1MB", .unreadable), ("1 MB", .unreadable),
            ("1.5MB", .unreadable), ("1", .withoutUnit), ("1mb", .unknownUnit("mb")),
            ("1KB", .unknownUnit("KB")),
            ("1025GiB", .tooLarge), ("99999999999999999999B", .tooLarge),
            ("9223372036854775807GiB", .tooLarge),
        ] as [(String, SizeText.Failure)])
    func `anything else is none`(text: String, failure: SizeText.Failure) {
        #expect(throws: failure) { try SizeText.bytes(text) }
        #expect(!failure.message(text).isEmpty)
    }
}

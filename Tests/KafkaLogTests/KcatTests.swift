import EventModel
import Glibc
import KafkaLog
import Testing

/// Another program reads what we wrote, and the other way round.
@Suite struct KcatTests {
    static let isInstalled = access("/usr/bin/kcat", X_OK) == 0

    @Test(.enabled(if: KcatTests.isInstalled, "kcat is not installed"))
    func `kcat reads what we wrote`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 3)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<30 {
            out.add(
                "t", partition: Int32(place % 3), key: "k\(place)", value: "v\(place)",
                headers: [("h", bytes("x\(place)"))])
        }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let text = KcatTests.run("-C -q -e -b \(kafka.bootstrap) -t t -f '%k=%s,%h;'")
        let expected = Set((0..<30).map { "k\($0)=v\($0),h=x\($0)" })
        #expect(Set(text.split(separator: ";").map { String($0) }) == expected)
    }

    @Test(.enabled(if: KcatTests.isInstalled, "kcat is not installed"))
    func `we read what kcat wrote`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 2)])
        let written = KcatTests.run(
            "-P -b \(kafka.bootstrap) -t t -p 1 -K : -Z -H a=b -z lz4", input: "k1:one\\nk2:two\\nk3:\\n")
        #expect(written == "")
        let follower = try Follower(kafka.properties(), topics: [("t", 2)])
        try follower.run { $0.records.count >= 3 }
        #expect(follower.records.map(\.key) == ["k1", "k2", "k3"].map { bytes($0) })
        #expect(follower.records.map(\.value) == [bytes("one"), bytes("two"), nil])
        #expect(follower.records.map(\.partition) == [1, 1, 1])
    }

    private static func run(_ arguments: String, input: String = "") -> String {
        guard let pipe = popen("printf '\(input)' | /usr/bin/kcat \(arguments) 2>/dev/null", "r") else {
            return "popen failed"
        }
        defer { pclose(pipe) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        return String(decoding: output, as: UTF8.self)
    }
}

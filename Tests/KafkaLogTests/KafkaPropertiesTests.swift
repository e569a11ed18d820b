import EventModel
import KafkaLog
import Testing

@Suite struct KafkaPropertiesTests {
    @Test func `properties keep their order and the later of two wins`() {
        var properties = KafkaProperties([("b", "1"), ("a", "2"), ("b", "3")])
        properties["c"] = "4"
        properties["a"] = nil
        #expect(properties.description == "b=3 c=4")
        #expect(properties["b"] == "3")
        #expect(properties["a"] == nil)
        let merged = properties.overridden(by: KafkaProperties([("c", "5"), ("d", "6")]))
        #expect(merged.description == "b=3 c=5 d=6")
    }

    @Test(arguments: [
        "sasl.password", "sasl.username", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password",
        "sasl.oauthbearer.client.secret",
    ])
    func `a secret is never shown`(name: String) {
        let properties = KafkaProperties([(name, "hunter2")])
        var dumped = ""
        dump(properties, to: &dumped)
        for shown in [
            properties.description, "\(properties)", String(reflecting: properties), dumped,
            "\(properties.entries)",
        ] {
            #expect(!shown.contains("hunter2"), "\(name)")
        }
    }

    @Test func `an unknown property is named without its value, which may be a secret`() {
        let properties = KafkaProperties([("bootstrap.servers", "h:1"), ("pasword", "hunter2")])
        let failure = #expect(throws: LogFailure.self) { try KafkaProducer(properties: properties) }
        #expect(failure?.code == "UNKNOWN_PROPERTY")
        #expect(failure?.message.contains("the Kafka property pasword is") == true)
        #expect(failure?.description.contains("hunter2") == false)
        #expect(failure?.message.contains("No such configuration property") == true)
        #expect(failure?.isFatal == true)
    }

    @Test func `an invalid value is named, and a secret one is not shown`() {
        let failure = #expect(throws: LogFailure.self) {
            try KafkaFetcher(
                properties: KafkaProperties([("session.timeout.ms", "soon")]), group: "g")
        }
        #expect(failure?.code == "INVALID_PROPERTY")
        #expect(failure?.message.contains("session.timeout.ms=soon") == true)
        let secret = #expect(throws: LogFailure.self) {
            try KafkaFetcher(
                properties: KafkaProperties([("sasl.oauthbearer.method", "hunter2")]), group: "g")
        }
        #expect(secret?.message.contains("sasl.oauthbearer.method=***") == true)
        #expect(secret?.description.contains("hunter2") == false)
    }

    @Test func `properties that do not fit together are refused when the client is made`() {
        let properties = KafkaProperties([("bootstrap.servers", "h:1"), ("acks", "1")])
        let failure = #expect(throws: LogFailure.self) { try KafkaProducer(properties: properties) }
        #expect(failure?.message.contains("do not fit together") == true)
        #expect(failure?.message.contains("acks") == true)
    }
}

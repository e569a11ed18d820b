import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import PipelineSpec

/// Where Kafka is and how to talk to it: the same for all commands.
struct KafkaOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Kafka's addresses, HOST:PORT separated by commas.",
            discussion: "Also from CREDENCE_BOOTSTRAP, or `bootstrap` in the configuration file.",
            valueName: "addresses"))
    var bootstrap: String?

    @Option(
        name: [.customShort("X"), .long],
        help: ArgumentHelp(
            "A property of librdkafka, such as security.protocol=SASL_SSL; may be repeated.",
            discussion: """
                Any property passes through. Keep secrets out of the command line: CREDENCE_KAFKA_SASL_PASSWORD \
                sets sasl.password, and the configuration file can name a file that holds the value.
                """,
            valueName: "name=value"))
    var property: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("A configuration file; see the README.", valueName: "file"))
    var config: String?

    /// All properties: file, then environment, then flags.
    func properties(environment: [String: String] = ProcessInfo.processInfo.environment) throws
        -> KafkaProperties
    {
        var properties = KafkaProperties([])
        if let config { properties = try ConfigurationFile(path: config, environment: environment).kafka }
        if let address = environment["CREDENCE_BOOTSTRAP"], !address.isEmpty {
            properties["bootstrap.servers"] = address
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix("CREDENCE_KAFKA_") else { continue }
            let property = name.dropFirst("CREDENCE_KAFKA_".count).lowercased()
            properties[property.replacingOccurrences(of: "_", with: ".")] = value
        }
        for pair in property {
            guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                // What follows the name is not shown: it may be a secret.
                let name = pair.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
                throw CommandFailure.configuration(
                    "-X \(name)\(name.endIndex == pair.endIndex ? "" : "…") has no value",
                    hint: "write it as name=value, for example -X security.protocol=SSL")
            }
            properties[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        if let bootstrap { properties["bootstrap.servers"] = bootstrap }
        guard let addresses = properties["bootstrap.servers"] ?? properties["metadata.broker.list"] else {
            throw CommandFailure.configuration(
                "no Kafka is named",
                hint: "say --bootstrap HOST:PORT or set CREDENCE_BOOTSTRAP; `credence kafka` runs one")
        }
        try Self.check(addresses)
        return properties
    }

    /// The environment and the variables that the configuration file names.
    func pipelineSettings(environment: [String: String] = ProcessInfo.processInfo.environment) throws
        -> SpecSettings
    {
        try config.map { try ConfigurationFile(path: $0, environment: environment).pipelines }
            ?? SpecSettings()
    }

    /// What the configuration file says of workers, by the names of ``WorkerKey/all``.
    func workerSettings(environment: [String: String] = ProcessInfo.processInfo.environment) throws
        -> [String: String]
    {
        try config.map { try ConfigurationFile(path: $0, environment: environment).worker } ?? [:]
    }

    /// The library takes anything for an address and then only says that nobody answers.
    private static func check(_ addresses: String) throws {
        for address in addresses.split(separator: ",", omittingEmptySubsequences: false) {
            let place = address.trimmingCharacters(in: .whitespaces)
            let colon = place.lastIndex(of: ":")
            let (host, port) = (
                place[..<(colon ?? place.endIndex)], colon.map { place[place.index(after: $0)...] }
            )
            let isPort = port.map { (1...65_535).contains(Int($0) ?? 0) || $0.hasSuffix("]") } ?? true
            guard !host.isEmpty, !host.contains(where: \.isWhitespace), isPort else {
                throw CommandFailure.configuration(
                    "'\(place)' is no address of Kafka",
                    hint:
                        "write HOST:PORT, several separated by commas, for example kafka-1:9092,kafka-2:9092")
            }
        }
    }
}

/// What the names of the topics that workers write begin with.
struct PrefixOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("What the names of Credence's own topics begin with.", valueName: "text"))
    var prefix = "credence."
}

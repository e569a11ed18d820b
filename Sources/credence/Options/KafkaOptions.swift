import ArgumentParser
import EventModel
import Foundation
import KafkaLog

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
        if let address = environment["CREDENCE_BOOTSTRAP"] { properties["bootstrap.servers"] = address }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix("CREDENCE_KAFKA_") else { continue }
            let property = name.dropFirst("CREDENCE_KAFKA_".count).lowercased()
            properties[property.replacingOccurrences(of: "_", with: ".")] = value
        }
        for pair in property {
            guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                throw CommandFailure.configuration(
                    "'\(pair)' is no property",
                    hint: "write it as name=value, for example -X security.protocol=SSL")
            }
            properties[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        if let bootstrap { properties["bootstrap.servers"] = bootstrap }
        guard properties["bootstrap.servers"] != nil || properties["metadata.broker.list"] != nil else {
            throw CommandFailure.configuration(
                "no Kafka is named",
                hint: "say --bootstrap HOST:PORT or set CREDENCE_BOOTSTRAP; `credence kafka` runs one")
        }
        return properties
    }
}

/// What the names of the topics that workers write begin with.
struct PrefixOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("What the names of Credence's own topics begin with.", valueName: "text"))
    var prefix = "credence."
}

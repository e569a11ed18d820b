import Foundation
import KafkaLog
import PipelineSpec
import Worker
import Yams

/// The configuration file: an address, librdkafka's properties, with what pipelines are read, and how workers run.
///
/// ```yaml
/// bootstrap: kafka-1:9092,kafka-2:9092
/// kafka:
///   security.protocol: SASL_SSL
///   sasl.username: credence
///   sasl.password: { file: /run/secrets/kafka-password }
/// environment: production
/// variables:
///   late_threshold: 0.08
/// worker:
///   state_directory: /var/lib/credence
///   commit_interval: 200ms
/// ```
struct ConfigurationFile {
    private(set) var kafka = KafkaProperties([])
    private(set) var pipelines = SpecSettings()
    /// By the names of ``WorkerKey/all``.
    private(set) var worker: [String: String] = [:]

    init(path: String, environment: [String: String]) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure.configuration(
                "the configuration file \(path) cannot be read", hint: "check that it exists and may be read")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw Self.unreadable(path, error)
        }
        guard let mapping = node?.mapping else {
            throw CommandFailure.configuration(
                "\(path) holds no mapping",
                hint: "it has the keys bootstrap, kafka, environment, variables and worker")
        }
        for (key, value) in mapping {
            switch key.string {
            case "bootstrap": kafka["bootstrap.servers"] = try Self.value(value, path, environment)
            case "kafka":
                guard let properties = value.mapping else {
                    throw Self.problem(path, value, "kafka must hold properties, name: value")
                }
                for (name, value) in properties {
                    guard let name = name.string else {
                        throw Self.problem(path, name, "a property needs a name")
                    }
                    kafka[name] = try Self.value(value, path, environment)
                }
            case "environment": pipelines.environment = try Self.value(value, path, environment)
            case "variables":
                guard let variables = value.mapping else {
                    throw Self.problem(
                        path, value, "variables must hold the values of variables, name: value")
                }
                for (name, value) in variables {
                    guard let text = name.string, SpecSettings.isVariable(text) else {
                        throw Self.problem(path, name, "'\(name.string ?? "?")' is no name of a variable")
                    }
                    pipelines.variables[text] = try Self.value(value, path, environment)
                }
            case "worker": try readWorker(value, path, environment)
            default:
                throw Self.problem(
                    path, key,
                    "unknown key '\(key.string ?? "?")'; there are bootstrap, kafka, environment, variables and"
                        + " worker")
            }
        }
    }

    private mutating func readWorker(_ node: Node, _ path: String, _ environment: [String: String]) throws {
        guard let settings = node.mapping else {
            throw Self.problem(path, node, "worker must hold settings, name: value")
        }
        var scratch = WorkerSettings()
        for (name, value) in settings {
            guard let key = WorkerKey.all.first(where: { $0.fileName == name.string }) else {
                throw Self.problem(
                    path, name,
                    "unknown key '\(name.string ?? "?")' in worker; there are "
                        + WorkerKey.all.map(\.fileName).joined(separator: ", "))
            }
            let text = try Self.value(value, path, environment)
            do throws(WorkerKey.Failure) { try key.apply(text, to: &scratch) } catch {
                // Without the text, which may have come from a file of secrets.
                throw Self.problem(path, value, "\(key.fileName) is wrong: expected \(error.expected)")
            }
            worker[key.name] = text
        }
    }

    /// Without the line itself, which may hold a secret.
    private static func unreadable(_ path: String, _ error: any Error) -> CommandFailure {
        let hint = "it holds `bootstrap: HOST:PORT` and `kafka:` with properties, name: value"
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // Where something begins that is never closed says more than the end of the file.
            let place = problem.contains("end of stream") ? context?.mark ?? mark : mark
            let what = ([problem] + (context.map { [$0.text] } ?? [])).joined(separator: " ")
            return .configuration("\(path):\(place.line):\(place.column): not YAML: \(what)", hint: hint)
        case .duplicatedKeysInMapping(let names, let context):
            return .configuration(
                "\(path):\(context.mark.line): named twice: \(names.joined(separator: ", "))",
                hint: "leave one of them")
        default: return .configuration("\(path) is not YAML", hint: hint)
        }
    }

    /// A value, or where it is kept: `{ file: … }` or `{ environment: … }`.
    private static func value(_ node: Node, _ path: String, _ environment: [String: String]) throws -> String
    {
        if let scalar = node.scalar { return scalar.string }
        if let file = node.mapping?["file"]?.string {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw problem(path, node, "the file \(file) that it names cannot be read")
            }
            return text.trimmingCharacters(in: .newlines)
        }
        if let name = node.mapping?["environment"]?.string {
            guard let value = environment[name] else {
                throw problem(path, node, "\(name) is not in the environment")
            }
            return value
        }
        throw problem(path, node, "a value is text, { file: … } or { environment: … }")
    }

    private static func problem(_ path: String, _ node: Node, _ message: String) -> CommandFailure {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return .configuration(
            "\(path)\(place): \(message)", hint: "the README shows such a file, under \"A real Kafka\"")
    }
}

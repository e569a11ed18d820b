import ArgumentParser
import EventFiles
import EventModel
import Foundation
import PipelineSpec
import Replay
import StateStore
import Worker

/// What ends a command, in words for the person who ran it: the domain, what happened, and a hint.
struct CommandFailure: Error {
    /// Whose matter it is.
    enum Domain: String {
        case input, configuration, kafka, state, bug
    }

    var domain: Domain
    var message: String
    var hint: String

    static func configuration(_ message: String, hint: String) -> CommandFailure {
        CommandFailure(domain: .configuration, message: message, hint: hint)
    }

    /// Any error as one with a domain.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as LogFailure:
            let isConfiguration = ["UNKNOWN_PROPERTY", "INVALID_PROPERTY", "_INVALID_ARG"].contains(
                failure.code)
            self.init(
                domain: isConfiguration ? .configuration : .kafka,
                message: "\(failure.message) [\(failure.code)]", hint: failure.hint)
        case let failure as FileFailure:
            let place = failure.line.map { "\(failure.path):\($0)" } ?? failure.path
            self.init(domain: .input, message: "\(place): \(failure.message)", hint: failure.hint)
        case let failure as ReplayFailure:
            self.init(domain: .input, message: failure.message, hint: failure.hint)
        case let failure as LocalStateFailure:
            self.init(domain: .state, message: "\(failure.path): \(failure.message)", hint: failure.hint)
        case let failure as StateFailure:
            self.init(domain: .state, message: failure.message, hint: failure.hint)
        case let failure as AssignmentFailure:
            self.init(domain: .configuration, message: failure.message, hint: failure.hint)
        default: self.init(domain: .bug, message: "\(error)", hint: "please report it with what you did")
        }
    }

    init(domain: Domain, message: String, hint: String) {
        self.domain = domain
        self.message = message
        self.hint = hint
    }
}

/// Runs a command's work and turns what it throws into a message on standard error and an exit code: 2 for what is wrong
/// with pipelines and configuration, 1 for everything else.
func reportingFailures<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch let exit as ExitCode {
        throw exit
    } catch let problems as SpecProblems {
        Console.error(problems.rendered(colour: Console.isErrorTerminal))
        throw ExitCode(2)
    } catch {
        let failure = CommandFailure(error)
        Console.error(
            Console.paint("error", .red, on: Console.isErrorTerminal)
                + " (\(failure.domain.rawValue)): \(failure.message)")
        if !failure.hint.isEmpty { Console.error("hint: \(failure.hint)") }
        throw ExitCode(failure.domain == .configuration ? 2 : 1)
    }
}

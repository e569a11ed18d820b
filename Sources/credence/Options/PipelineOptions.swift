import ArgumentParser
import PipelineSpec

/// With which environment and variables pipelines are read: the same for all commands.
struct PipelineOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Lay environments/NAME.yaml, beside the pipelines, over them: its variables and overlays.",
            discussion: "For example --environment production reads Pipelines/environments/production.yaml.",
            valueName: "name"))
    var environment: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "The value of a variable; may be repeated.",
            discussion: """
                For example --set late_threshold=0.08 for ${late_threshold:0.10} in a pipeline. It counts more than the \
                environment.
                """,
            valueName: "name=value"))
    var assignments: [String] = []

    func validate() throws { _ = try variables() }

    /// What was said here over what a configuration file says.
    func settings(over base: SpecSettings = SpecSettings()) throws -> SpecSettings {
        SpecSettings(
            environment: environment ?? base.environment,
            variables: base.variables.merging(try variables()) { $1 })
    }

    private func variables() throws -> [String: String] {
        var variables: [String: String] = [:]
        for assignment in assignments {
            guard let equals = assignment.firstIndex(of: "=") else {
                throw ValidationError("--set \(assignment) has no value: write --set name=value")
            }
            let name = String(assignment[..<equals])
            guard SpecSettings.isVariable(name) else {
                throw ValidationError(
                    "'\(name)' is no name of a variable: lower case letters, digits and '_', a letter first")
            }
            variables[name] = String(assignment[assignment.index(after: equals)...])
        }
        return variables
    }
}

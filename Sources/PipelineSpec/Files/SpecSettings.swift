/// What one deployment runs pipelines with: the rest is in the files, which all deployments share.
public struct SpecSettings: Sendable, Hashable {
    /// Names the file `environments/NAME.yaml` beside the pipelines; `nil` for none.
    public var environment: String?
    /// The values of variables, by name; they count more than those of the environment.
    public var variables: [String: String]

    /// Settings from their parts; without any, each variable has its default.
    public init(environment: String? = nil, variables: [String: String] = [:]) {
        self.environment = environment
        self.variables = variables
    }

    /// Whether a variable can have this name: lower case letters, digits and `_`, a letter first.
    public static func isVariable(_ name: String) -> Bool { VariableText.isName(name.utf8) }
}

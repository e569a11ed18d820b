import Foundation
import Testing
import Yams

/// The container files, as far as they can be checked without a container engine.
@Suite(.serialized) struct DeploymentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The instructions of the Dockerfile, continued lines joined.
    private static func instructions() throws -> [(name: String, rest: String)] {
        try text("deploy/Dockerfile").replacing("\\\n", with: " ").split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                let words = line.split(separator: " ", maxSplits: 1)
                return (String(words[0]), words.count > 1 ? String(words[1]) : "")
            }
    }

    private static func compose() throws -> [String: Any] {
        try #require(try Yams.load(yaml: text("deploy/compose.yaml")) as? [String: Any])
    }

    private static func services() throws -> [String: [String: Any]] {
        try #require(try compose()["services"] as? [String: [String: Any]])
    }

    @Test func `what the image copies is there, and the build sees it`() throws {
        let seen = try Self.text("deploy/Dockerfile.dockerignore").split(separator: "\n")
            .filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
        let copied = try Self.instructions().filter { $0.name == "COPY" && !$0.rest.hasPrefix("--from=") }
            .flatMap { $0.rest.split(separator: " ").dropLast().map { String($0) } }
        #expect(Set(copied) == ["Package.swift", "Benchmarks", "Sources", "Tests", "Pipelines"])
        for path in copied {
            #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: path).path), "\(path)")
            #expect(seen.contains(path), "\(path)")
        }
    }

    @Test func `the image follows the usual rules`() throws {
        let instructions = try Self.instructions()
        #expect(!instructions.contains { $0.name == "ADD" })
        for run in instructions where run.rest.contains("apt-get install") {
            #expect(run.rest.contains("apt-get update") && run.rest.contains("--no-install-recommends"))
            #expect(run.rest.contains("rm -rf /var/lib/apt/lists/*") && run.rest.contains("--yes"))
        }
        for image in instructions where image.name == "ARG" && image.rest.contains("IMAGE=") {
            #expect(image.rest.contains(":") && !image.rest.hasSuffix(":latest"), "\(image.rest)")
        }
        let user = try #require(instructions.last { $0.name == "USER" })
        #expect(user.rest == "10001:10001")
        for name in ["ENTRYPOINT", "CMD"] {
            let form = try #require(instructions.last { $0.name == name }).rest
            #expect(try JSONDecoder().decode([String].self, from: Data(form.utf8)).count > 0)
        }
    }

    @Test func `every command of the containers can be typed`() async throws {
        var commands: [(place: String, words: [String])] = []
        let last = try #require(Self.instructions().last { $0.name == "CMD" })
        commands.append(("Dockerfile", try JSONDecoder().decode([String].self, from: Data(last.rest.utf8))))
        for (name, service) in try Self.services() where service["image"] as? String == "credence" {
            commands.append((name, try #require(service["command"] as? [String], "\(name)")))
        }
        #expect(commands.count == 6)
        try await Scene.play { scene in
            for (place, words) in commands {
                let command = try #require(words.first)
                let (code, program) = try await scene.run("help", command)
                #expect(code == 0, "\(place)")
                let separators = CharacterSet(charactersIn: " ,[]<>|()\n'")
                let known = Set(program.output.components(separatedBy: separators))
                for flag in words where flag.hasPrefix("-") {
                    #expect(known.contains(flag), "\(place): \(flag)")
                }
            }
        }
    }

    @Test func `what services mount and wait for is there`() throws {
        let (compose, services) = (try Self.compose(), try Self.services())
        let volumes = Set(try #require(compose["volumes"] as? [String: Any]).keys)
        for (name, service) in services {
            for mount in service["volumes"] as? [String] ?? [] {
                let source = String(mount.prefix { $0 != ":" })
                let path = Self.root.appending(path: "deploy/" + source).path
                let isThere =
                    source.hasPrefix(".")
                    ? FileManager.default.fileExists(atPath: path) : volumes.contains(source)
                #expect(isThere, "\(name): \(mount)")
            }
            for other in (service["depends_on"] as? [String: Any] ?? [:]).keys {
                #expect(services[other] != nil, "\(name) waits for \(other)")
            }
            let image = try #require(service["image"] as? String)
            #expect(image == "credence" || image.hasPrefix("apache/kafka:"), "\(name)")
        }
        let workers = services.filter { ($0.value["command"] as? [String])?.first == "worker" }
        #expect(workers.count == 2)
        let folders = workers.compactMap { ($0.value["volumes"] as? [String])?.first }
        #expect(Set(folders).count == 2, "each worker has a folder of its own")
    }

    @Test func `what is published has its key in every line`() throws {
        for topic in ["orders", "logistics"] {
            let service = try #require(Self.services()["publish-\(topic)"])
            let words = try #require(service["command"] as? [String])
            #expect(words.contains(topic))
            let file = try #require(words.last).replacing("/input/", with: "deploy/input/")
            let lines = try Self.text(file).split(separator: "\n")
            #expect(lines.count == 240)
            for line in lines { #expect(line.contains("\"order_id\":\"o-")) }
        }
    }

    /// The packages of the libraries that the program names are those that the image installs.
    @Test(.enabled(if: hasDebianTools, "needs readelf and dpkg, on Debian 12"))
    func `the image has the libraries that the program needs`() throws {
        let binary = try Binary.path()
        let dynamic = try Self.output("/usr/bin/readelf", ["--dynamic", binary])
        let names = dynamic.matches(of: /\(NEEDED\).*\[(.+)\]/).map { String($0.output.1) }
            .filter { !$0.contains("wift") && !$0.contains("Foundation") }
        #expect(names.contains("librdkafka.so.1"))
        var needed: Set<String> = []
        for name in names where !["libdispatch.so", "libBlocksRuntime.so"].contains(name) {
            let found = try Self.output("/usr/bin/dpkg", ["--search", "*/\(name)"])
            needed.insert(String(found.prefix { $0 != ":" }))
        }
        // In every image of Debian.
        needed.subtract(["libc6", "libgcc-s1"])
        let install = try #require(
            Self.instructions().last { $0.name == "RUN" && $0.rest.contains("apt-get install") })
        let words =
            install.rest.split(separator: "&&")
            .first { $0.contains("apt-get install") }?.split(separator: " ").dropFirst(2) ?? []
        let installed = Set(words.filter { !$0.hasPrefix("--") }.map { String($0) })
            .subtracting(["ca-certificates", "tzdata"])
        #expect(needed.isSubset(of: installed), "\(needed.subtracting(installed).sorted()) is missing")
        // The library of local state is linked only where the program uses it.
        #expect(installed.subtracting(needed).isSubset(of: ["librocksdb7.8"]))
    }

    private static let hasDebianTools =
        ["/usr/bin/readelf", "/usr/bin/dpkg"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        && FileManager.default.fileExists(atPath: "/usr/share/doc/librocksdb7.8")

    private static func output(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

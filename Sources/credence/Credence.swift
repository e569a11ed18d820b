import ArgumentParser

/// The command line: puts the parts together and decides nothing.
@main
struct Credence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credence",
        abstract: "Promises, trust metrics and alerts from a marketplace's event streams.",
        discussion: """
            EXAMPLES
              credence demo                            everything at once
              credence validate Pipelines              check pipelines
              credence plan Pipelines                  show how they run
              credence worker --bootstrap kafka:9092 --pipelines Pipelines
              credence alerts --bootstrap kafka:9092   follow the alerts
              credence replay --pipelines Pipelines --files orders=orders.zst logistics=logistics.zst --out run
            """,
        version: "0.1.0",
        subcommands: [
            Demo.self, RunWorker.self, RunReplay.self, CompareRuns.self, Simulate.self, ScoreAlerts.self,
            FollowAlerts.self,
            FollowMetrics.self,
            Validate.self, Publish.self,
            RunKafka.self, RunExpressions.self, ShowPlan.self, TestPipelines.self, Format.self,
            PrintSchema.self, PrintCatalogue.self, ShowState.self,
        ])
}

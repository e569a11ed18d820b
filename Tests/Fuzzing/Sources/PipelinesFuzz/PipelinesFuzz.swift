import EventModel
import Expressions
import FuzzerRun
import PipelineSpec

/// Pipelines and their schemas: the input is the pipeline, or, behind a line `---schema---`, the schema that it names as
/// well.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPipelines(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let (pipeline, schema) = parts(of: text)
    do throws(SpecProblems) {
        _ = try PipelineFile.load("pipeline.yaml", alertFunctions: functions) { path in
            if path == "pipeline.yaml" { return pipeline }
            return path.hasSuffix("shipment.yaml") ? shipment : schema ?? order
        }
    } catch {
        for problem in error.problems {
            precondition(!problem.message.isEmpty && problem.location.line > 0 && problem.location.column > 0)
        }
    }
    return 0
}

private func parts(of text: String) -> (pipeline: String, schema: String?) {
    let mark = Array("\n---schema---\n".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count >= mark.count,
        let place = (0...bytes.count - mark.count).first(where: {
            bytes[$0] == mark[0] && bytes[$0..<$0 + mark.count].elementsEqual(mark)
        })
    else { return (text, nil) }
    return (
        String(decoding: bytes[..<place], as: UTF8.self),
        String(decoding: bytes[(place + mark.count)...], as: UTF8.self)
    )
}

/// What planning would give; nothing is computed.
@Sendable private func functions(_ metric: MetricDeclaration) -> [FunctionDeclaration] {
    [
        FunctionDeclaration(
            name: "probability_above", parameters: [.double], implicit: ["of", "among"], result: .double
        ) { _, _, _ in },
        FunctionDeclaration(name: "percent", parameters: [.double], result: .string) { _, _, _ in },
    ]
}

private let order = """
    schema: order
    id: event_id
    time: event_time
    fields:
      event_id: string
      event_type: { type: string, one_of: [order_placed, order_paid, order_cancelled] }
      event_time: time
      order_id: string
      seller_id: string
      carrier: string?
      region: string?
      amount: double?
      promised_delivery_at: time?
      fault_party: string?

    """

private let shipment = """
    schema: shipment
    id: event_id
    time: event_time
    fields:
      event_id: string
      event_type: string
      event_time: time
      order_id: string
      carrier: string?
      status: { type: string, one_of: [accepted, delivered] }

    """

/// Hands over to libFuzzer.
@_cdecl("PipelinesFuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    FuzzerRun.start(count, arguments)
}

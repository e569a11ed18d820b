import PipelineSpec
import Testing

@Suite struct BrokenSchemaTests {
    private static let order = "pipelines/events/order.yaml"

    @Test(arguments: files)
    func `a broken schema is reported in its own file`(file: BrokenFile) throws {
        try file.check()
    }

    static let files: [BrokenFile] = [
        .init(
            "an unknown type", in: order, ["items: int?": "items: §integer"], says: "unknown type 'integer'",
            hint: "int"),
        .init(
            "an unknown key", in: order, ["from: total": "§form: total"],
            says: "unknown key 'form' in field 'amount'", hint: "from"),
        .init(
            "no type", in: order, ["amount: { type: double, required": "§amount: { required"],
            says: "'type' is missing in field 'amount'"),
        .init(
            "an unknown id", in: order, ["id: event_id\ntime": "id: §evnt_id\ntime"],
            says: "unknown field 'evnt_id'", hint: "event_id"),
        .init(
            "an id that is a number", in: order,
            ["id: event_id\ntime": "id: §items\ntime", "items: int?": "items: int"], says: "is of type int"),
        .init(
            "an id that may be missing", in: order, ["  event_id: string": "  §event_id: string?"],
            says: "it cannot be optional"),
        .init(
            "a time that is a text", in: order, ["time: occurred_at": "time: §seller_id"],
            says: "is of type string"),
        .init(
            "an event time beside another", in: order, ["  items: int?": "  §event_time: time?"],
            says: "'event_time' always is the event time, which here is 'occurred_at'"),
        .init(
            "a requirement that is no condition", in: order,
            ["required: event_type != \"ad_spend_recorded\"": "required: §event_type"],
            says: "'required' yields string"),
        .init(
            "a requirement on an unknown field", in: order,
            ["required: event_type !=": "required: §evnt_type !="], says: "evnt_type", hint: "event_type"),
        .init(
            "a requirement on an unknown value", in: order,
            [
                "required: event_type != \"ad_spend_recorded\"":
                    "required: event_type != §\"ad_spent_recorded\""
            ], says: "ad_spent_recorded", hint: "ad_spend_recorded"),
        .init(
            "required twice over", in: order, ["{ type: double, required:": "{ type: double?, §required:"],
            says: "has 'required' and a '?'"),
        .init(
            "a value listed twice", in: order,
            ["[order_placed, order_paid,": "[order_placed, order_paid, §order_placed,"],
            says: "is listed twice"),
        .init(
            "values of a number", in: order, ["items: int?": "items: { type: int, §one_of: [1, 2] }"],
            says: "only strings have known values"),
        .init(
            "a field with a dash", in: order, ["items: int?": "§item-count: int?"],
            says: "'item-count' is not a name"),
        .init("a field called in", in: order, ["items: int?": "§in: int?"], says: "'in' is a reserved word"),
        .init(
            "a field twice", in: order, ["items: int?": "items: int?\n  §items: double?"],
            says: "written twice"),
        .init(
            "no fields", in: "pipelines/events/shipment.yaml",
            [
                "schema: shipment\nid: event_id\ntime: event_time\nfields:\n":
                    "§schema: shipment\nid: event_id\ntime: event_time\nx:\n"
            ], says: "'fields' is missing", count: 2),
        .init(
            "a list of fields", in: order, ["  items: int?": "  items: §[int]"],
            says: "field 'items' is a list"),
        .init(
            "broken YAML", in: order, ["  items: int?": "  items: §{ type: int\n  next: int"],
            says: "not YAML"),
    ]
}

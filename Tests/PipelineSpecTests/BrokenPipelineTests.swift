import PipelineSpec
import Testing

@Suite struct BrokenPipelineTests {
    @Test(arguments: keys + sources + promises + metrics + alerts + expressions)
    func `a broken file is reported at its place`(file: BrokenFile) throws {
        try file.check()
    }

    static let keys: [BrokenFile] = [
        .init(
            "unknown key at the top", ["metrics:": "§metrcs:"], says: "unknown key 'metrcs'", hint: "metrics",
            count: 2),
        .init(
            "unknown key in a promise", ["forget_after:": "§forget_afer:"], says: "promise 'delivery'",
            hint: "forget_after"),
        .init(
            "unknown key in braces",
            ["status ==": "status ==", "kept: { on: logistics, when:": "kept: { on: logistics, §wen:"],
            says: "unknown key 'wen'", hint: "when"),
        .init("unknown key in a metric", ["unit:": "§units:"], says: "unknown key 'units'", hint: "unit"),
        .init(
            "unknown key in an alert", ["keep_firing_for:": "§keep_firing:"],
            says: "unknown key 'keep_firing'", hint: "keep_firing_for"),
        .init("no pipeline key", ["pipeline: trust\nversion": "§version"], says: "'pipeline' is missing"),
        .init(
            "no version", ["version: 1\n": "", "pipeline: trust": "§pipeline: trust"],
            says: "'version' is missing"),
        .init("version zero", ["version: 1": "version: §0"], says: "'0' is no 'version'"),
        .init("version in words", ["version: 1": "version: §one"], says: "'one' is no 'version'"),
        .init(
            "pipeline name with a space", ["pipeline: trust": "pipeline: §Seller trust"],
            says: "'Seller trust' is not a name"),
        .init(
            "pipeline name with an underscore", ["pipeline: trust": "pipeline: §seller_trust"],
            says: "not a name"),
        .init(
            "a name in capitals", ["  late_rate:\n": "  §Late_Rate:\n", "on: late_rate": "on: Late_Rate"],
            says: "'Late_Rate' is not a name"),
        .init(
            "a list instead of a mapping",
            ["kept: { on: logistics, when: status == \"delivered\" }": "kept: [§logistics]"],
            says: "an item of 'kept' of promise 'delivery' is a single value", hint: "a mapping with on"),
        .init(
            "an empty list of events",
            ["kept: { on: logistics, when: status == \"delivered\" }": "kept: §[]"], says: "'kept' is empty"),
        .init(
            "events that keep a promise and events that break it",
            [
                "kept: { on: logistics, when: status == \"delivered\" }":
                    "kept: { on: logistics }\n    §broken: { on: logistics }"
            ], says: "promise 'delivery' has 'kept' and 'broken'", hint: "not both"),
        .init(
            "nothing that decides a promise",
            [
                "    kept: { on: logistics, when: status == \"delivered\" }\n": "",
                "  delivery:\n": "  §delivery:\n",
            ], says: "'kept' is missing in promise 'delivery'", hint: "or broken:"),
        .init(
            "a word instead of a mapping", ["window: { tumbling: 1d }": "window: §1d"],
            says: "is a single value"),
        .init(
            "a mapping instead of a word", ["topic: logistics": "topic: §{ name: logistics }"],
            says: "'topic' of source 'logistics' is a mapping"),
        .init(
            "a list instead of a duration", ["forget_after: 90d": "forget_after: §[90d]"], says: "is a list"),
        .init(
            "a key without a value", ["by: seller_id\n": "§by:\n"],
            says: "'by' in metric 'late_rate' has no value"),
        .init("null as a value", ["unit: share": "§unit: ~"], says: "has no value"),
        .init("an empty text", ["unit: share": "unit: §\"\""], says: "is empty"),
        .init(
            "a key twice", ["unit: share": "unit: share\n    §unit: rate"],
            says: "the key 'unit' is written twice, first at 24:5"),
        .init(
            "a metric twice", ["  orders_daily:": "  §late_rate:"],
            says: "the key 'late_rate' is written twice"),
        .init(
            "a quoted key twice", ["unit: share": "unit: share\n    §\"unit\": rate"],
            says: "the key 'unit' is written twice"),
        .init(
            "a key twice in braces", ["every: 1d }": "every: 1d, §every: 1h }"],
            says: "the key 'every' is written twice, first at"),
        .init("a list as a key", ["unit: share": "§[unit]: share"], says: "a list stands where a key should"),
    ]

    static let sources: [BrokenFile] = [
        .init(
            "no topic", ["    topic: logistics\n": "", "  logistics:": "  §logistics:"],
            says: "'topic' is missing in source 'logistics'"),
        .init("a bad topic", ["topic: logistics": "topic: §logi/stics"], says: "'logi/stics' is not a name"),
        .init(
            "a topic twice", ["topic: logistics": "topic: orders", "  logistics:\n": "  §logistics:\n"],
            says: "topic 'orders' is already read by source 'orders'"),
        .init(
            "a schema that is not there", ["events/shipment.yaml": "§events/shipments.yaml"],
            says: "cannot read the schema 'events/shipments.yaml': there is no such file"),
        .init(
            "partitioned by an unknown field",
            ["partitioned_by: order_id\ntime": "partitioned_by: §ordr_id\ntime"],
            says: "schema 'shipment' has no field 'ordr_id'", hint: "order_id"),
        .init(
            "partitioned by a time", ["partitioned_by: order_id\ntime": "partitioned_by: §event_time\ntime"],
            says: "is of type time"),
        .init(
            "optional maybe", ["topic: logistics": "topic: logistics\n    optional: §yes"],
            says: "unknown value 'yes' for 'optional'", hint: "true or false"),
        .init(
            "a duration without a unit", ["idle_after: 1m": "idle_after: §1"], says: "'1' has no unit",
            hint: "10m"),
        .init("a negative duration", ["idle_after: 1m": "idle_after: §-1m"], says: "cannot be negative"),
        .init("an unknown unit", ["idle_after: 1m": "idle_after: §1y"], says: "unknown unit 'y'"),
        .init(
            "no source at all", ["sources:\n": "§sources: {}\nx-old:\n"], says: "the pipeline has no source",
            count: 5),
    ]

    static let promises: [BrokenFile] = [
        .init(
            "an unknown source", ["made:\n      on: orders": "made:\n      on: §order"],
            says: "unknown source 'order'", hint: "orders"),
        .init(
            "by an unknown field", ["by: order_id\n    made": "by: §parcel_id\n    made"],
            says: "source 'orders' has no field 'parcel_id'", count: 2),
        .init(
            "by a field of one source only", ["by: order_id\n    made": "by: §seller_id\n    made"],
            says: "source 'logistics' has no field 'seller_id'", count: 2),
        .init(
            "by what is derived",
            [
                "partitioned_by: order_id\ntime":
                    "partitioned_by: carrier\n    derive: { place: carrier }\ntime",
                "by: order_id\n    made": "by: place\n    made",
                "kept: { on: logistics": "kept: { on: §logistics",
            ], says: "the promise is by place, which source 'logistics' derives",
            hint: "a promise by a field of the schema", count: 2),
        .init(
            "nothing made",
            [
                "    made:\n      on: orders\n      when: event_type == \"order_paid\"\n      due: promised_delivery_at\n      remember: [seller_id, amount]\n":
                    "", "  delivery:": "  §delivery:",
            ], says: "'made' is missing"),
        .init(
            "no due time", ["      due: promised_delivery_at\n": "", "    made:": "    §made:"],
            says: "'due' is missing in 'made' of promise 'delivery'"),
        .init(
            "remembering what is not there", ["[seller_id, amount]": "[seller_id, amount, §regin]"],
            says: "has no field 'regin'", hint: "region"),
        .init(
            "remembering twice", ["[seller_id, amount]": "[seller_id, amount, §amount]"],
            says: "'amount' is remembered twice"),
        .init(
            "remembering the key", ["[seller_id, amount]": "[seller_id, amount, §order_id]"],
            says: "is the promise's key"),
        .init(
            "forgetting at once", ["forget_after: 90d": "forget_after: §0s"], says: "must be longer than 0"),
        .init(
            "forgetting never", ["forget_after: 90d": "forget_after: §99999999999999999999d"],
            says: "longer than 100 years"),
    ]

    static let metrics: [BrokenFile] = [
        .init(
            "an unknown promise", ["of: delivery": "of: §delivry"], says: "unknown promise 'delivry'",
            hint: "delivery"),
        .init(
            "an unknown source",
            [
                "on: orders\n    when: event_type == \"order_placed\"":
                    "on: §ordes\n    when: event_type == \"order_placed\""
            ], says: "unknown source 'ordes'", hint: "orders"),
        .init("of and on", ["of: delivery": "of: delivery\n    §on: orders"], says: "has 'of' and 'on'"),
        .init(
            "neither of nor on", ["    of: delivery\n": "", "  late_rate:": "  §late_rate:"],
            says: "neither 'of' nor 'on'"),
        .init(
            "an unknown moment", ["of: delivery": "of: delivery\n    at: §dew"], says: "unknown value 'dew'",
            hint: "due"),
        .init(
            "a moment of a source",
            [
                "on: orders\n    when: event_type == \"order_placed\"":
                    "on: orders\n    §at: due\n    when: event_type == \"order_placed\""
            ], says: "'at' is for metrics of promises"),
        .init(
            "by an unknown field", ["[seller_id, region]": "[seller_id, §regio]"],
            says: "source 'orders' has no 'regio'", hint: "region"),
        .init("by a number", ["[seller_id, region]": "[seller_id, §items]"], says: "'items' is of type int"),
        .init(
            "by what was not remembered", ["by: seller_id\n": "by: §region\n"],
            says: "promise 'delivery' has no 'region'"),
        .init("by nothing", ["[seller_id, region]": "§[]"], says: "'by' is empty"),
        .init(
            "by one name twice", ["[seller_id, region]": "[seller_id, §seller_id]"],
            says: "stands twice in 'by'"),
        .init(
            "no aggregate", ["    count: true\n": "", "  orders_daily:": "  §orders_daily:"],
            says: "computes nothing", hint: "count"),
        .init(
            "two aggregates", ["count: true": "count: true\n    §sum: amount"], says: "has 'count' and 'sum'",
            hint: "also"),
        .init(
            "a further aggregate with a taken name", ["total:": "§value:"],
            says: "'value' means something else"),
        .init(
            "a further aggregate without a form", ["total: { sum: amount }": "§total: {}"],
            says: "aggregate 'total' computes nothing"),
        .init(
            "no window", ["    window: { tumbling: 1d }\n": "", "  orders_daily:": "  §orders_daily:"],
            says: "'window' is missing"),
        .init(
            "a step above the width", ["every: 1d }": "every: §28d }"],
            says: "'every' is longer than the window", hint: "at most 14d"),
        .init(
            "hopping without a step", ["{ hopping: 14d, every: 1d }": "{ §hopping: 14d }"],
            says: "needs 'every'"),
        .init("a width of nothing", ["{ tumbling: 1d }": "{ tumbling: §0s }"], says: "must be longer than 0"),
        .init(
            "tumbling with a step", ["{ tumbling: 1d }": "{ tumbling: 1d, §every: 1h }"],
            says: "a tumbling window has no 'every'"),
        .init(
            "tumbling and hopping", ["{ tumbling: 1d }": "{ tumbling: 1d, §hopping: 2d }"],
            says: "either tumbling or hopping"),
        .init(
            "a prior that is sure", ["mean: 0.05": "mean: §1"], says: "'1' is no 'mean'",
            hint: "between 0 and 1"),
        .init("a prior without weight", ["weight: 50": "weight: §0"], says: "'0' is no 'weight'"),
        .init(
            "a prior of a count", ["count: true": "count: true\n    §prior: { mean: 0.1, weight: 1 }"],
            says: "a prior is for a share, not for 'count'"),
    ]

    static let alerts: [BrokenFile] = [
        .init(
            "on an unknown metric", ["on: late_rate": "on: §late_rat"], says: "unknown metric 'late_rat'",
            hint: "late_rate"),
        .init(
            "an unknown class", ["class: breach": "class: §integrety"],
            says: "unknown value 'integrety' for 'class'", hint: "integrity"),
        .init(
            "an unknown severity", ["severity: critical": "severity: §critcal"], says: "'critcal'",
            hint: "critical"),
        .init(
            "no class", ["    class: breach\n": "", "  late:\n": "  §late:\n"],
            says: "'class' is missing in alert 'late'"),
        .init(
            "an unknown no_data", ["no_data: resolve": "no_data: §drop"], says: "'drop' for 'no_data'",
            hint: "keep, resolve or fire"),
        .init(
            "a label that is a list", ["team: trust }": "team: §[trust] }"],
            says: "'team' of 'labels' of alert 'late' is a list"),
        .init(
            "a posterior without a prior",
            [
                "    prior: { mean: 0.05, weight: 50 }\n": "",
                "when: probability_above(0.10) >=": "when: §probability_above(0.10) >=",
            ], says: "'probability_above' needs a prior", hint: "prior: {", count: 2),
        .init(
            "a posterior of a count",
            [
                "on: late_rate": "on: orders_daily",
                "when: probability_above(0.10) >= 0.95 && broken >= 3":
                    "when: §probability_above(0.10) > 0.5", "    clear: probability_above(0.10) < 0.60\n": "",
            ], says: "needs a share"),
    ]

    static let expressions: [BrokenFile] = [
        .init(
            "plain, unknown name", ["event_type == \"order_paid\"": "§event_typ == \"order_paid\""],
            says: "event_typ", hint: "event_type"),
        .init(
            "plain, behind an operator", ["&& fault_party": "&& §fault_part"], says: "fault_part",
            hint: "fault_party"),
        .init(
            "single quotes with a doubled one",
            ["event_type == \"order_paid\"": "'region == \"it''s\" && §ordr_id == \"\"'"], says: "ordr_id",
            hint: "order_id"),
        .init(
            "double quotes with escapes",
            [
                "event_type == \"order_paid\"":
                    "\"region == \\\"a\\\" && \\x72egion != '\\u00e9' && §ordr_id == ''\""
            ], says: "ordr_id", hint: "order_id"),
        .init(
            "behind letters that are not ASCII",
            ["event_type == \"order_paid\"": "region == \"São Paulo 日本\" && §ordr_id == \"\""],
            says: "ordr_id"),
        .init(
            "a literal block",
            [
                "when: event_type == \"order_paid\"":
                    "when: |\n        event_type == \"order_paid\" &&\n          §ordr_id != \"\""
            ], says: "ordr_id"),
        .init(
            "a folded block",
            [
                "when: event_type == \"order_paid\"":
                    "when: >-\n        event_type == \"order_paid\" &&\n        §ordr_id != \"\""
            ], says: "ordr_id"),
        .init(
            "a plain text over two lines",
            [
                "when: event_type == \"order_paid\"":
                    "when: event_type == \"order_paid\" &&\n        §ordr_id != \"\""
            ], says: "ordr_id"),
        .init(
            "behind an anchor",
            ["when: event_type == \"order_paid\"": "when: &paid §event_typ == \"order_paid\""],
            says: "event_typ"),
        .init(
            "behind a tag",
            ["when: event_type == \"order_paid\"": "when: !!str §event_typ == \"order_paid\""],
            says: "event_typ"),
        .init(
            "the wrong type", ["due: promised_delivery_at": "due: §amount"], says: "'due' yields double",
            hint: "timestamp"),
        .init(
            "a filter that is a text", ["status == \"delivered\"": "§status"], says: "'when' yields string",
            hint: "bool"),
        .init(
            "a value that cannot be", ["\"delivered\" }": "§\"deliverd\" }"], says: "deliverd",
            hint: "delivered"),
        .init("an outcome that cannot be", ["\"broken\"": "§\"brocken\""], says: "brocken", hint: "broken"),
        .init(
            "a sum of texts", ["{ sum: amount }": "{ sum: §seller_id }"], says: "'sum' yields string",
            hint: "duration"),
        .init("an unfinished expression", ["amount > 0.0": "amount >§"], says: ""),
        .init("a name of another scope", ["broken >= 3": "§carrier == \"x\""], says: "carrier"),
        .init(
            "an unknown name in a template", ["{{ percent(value) }}": "{{ percent(§valu) }}"], says: "valu",
            hint: "value"),
        .init(
            "a tag by accident", ["status == \"delivered\"": "§!delivered"],
            says: "'!delivered' is a YAML tag", hint: "quotes"),
        .init(
            "a list by accident", ["count: true": "count: §[true]"],
            says: "'count' of metric 'orders_daily' is a list", hint: "quotes"),
    ]
}

extension BrokenFile {
    /// The problem is where it should be, says what it should, and is not one of many.
    func check() throws {
        let (files, line, column) = try broken()
        let problems = Fixture.problems(files)
        let rendered = problems.map { $0.rendered(colour: false) }.joined(separator: "\n")
        let found = problems.filter {
            $0.location == SourceLocation(file: path, line: line, column: column)
                && $0.message.contains(message)
        }
        #expect(found.count == 1, "expected at \(path):\(line):\(column):\n\(rendered)")
        #expect(problems.count == count, "\(rendered)")
        let hints = found.map { "\($0.expected) \($0.suggestion ?? "")" }
        #expect(hints.allSatisfy { $0.contains(hint) }, "\(rendered)")
    }
}

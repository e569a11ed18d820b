import Decoding
import EventModel
import Testing

@Suite struct NestedFieldTests {
    private func orders() throws -> MappedDecoder {
        try MappedDecoder([
            .init(name: "id", path: "payload.order.id", type: .string, isRequired: true, storage: .text),
            .init(name: "again", path: "payload.order.id", type: .string),
            .init(name: "dotted", path: #"payload."order.id""#, type: .int),
            .init(name: "sku", path: "items[0].sku", type: .string),
            .init(name: "third", path: "items[2].sku", type: .string),
            .init(name: "grid", path: "grid[1][0]", type: .double),
        ])
    }

    @Test(arguments: [
        (#""payload":{"order":{"id":"a"}}"#, "id=a again=a"),
        (
            #""payload":{"x":[{}],"order":{"y":{"id":1},"id":"a\n"},"order.id":7}"#,
            "id=a\n again=a\n dotted=7"
        ),
        (#""items":[{"sku":"s"}],"payload":{"order":{"id":"a"}}"#, "id=a again=a sku=s"),
        (
            #""items":[{"q":1},{"sku":1},{"sku":"t","z":[]},{"sku":3}],"payload":{"order":{"id":"a"}}"#,
            "id=a again=a third=t"
        ),
        (#""grid":[[1],[2.5,3]],"payload":{"order":{"id":"a"}}"#, "id=a again=a grid=2.5"),
        (#""grid":[[1],[]],"payload":{"order":{"id":"a"}}"#, "id=a again=a"),
        (
            #""grid":null,"items":[null,{"sku":"u"},{"sku":null}],"payload":{"order":{"id":"a"}}"#,
            "id=a again=a"
        ),
        (#" "items" : [ ] , "payload" : { "order" : { "id" : "a" } , "order.id" : null } "#, "id=a again=a"),
        (#""payl\u006fad":{"\u006frder":{"i\u0064":"a"}}"#, "id=a again=a"),
    ])
    func `a value is found wherever its path leads`(members: String, cells: String) throws {
        #expect(try orders()(members) == cells)
    }

    @Test(arguments: [
        (#""x":1"#, "missing_field: field payload.order.id: found nothing, expected a string"),
        (#""payload":null"#, "missing_field: field payload.order.id: found null, expected a string"),
        (
            #""payload":{"order":null}"#,
            "missing_field: field payload.order.id: found null, expected a string"
        ),
        (
            #""payload":{"order":{}}"#,
            "missing_field: field payload.order.id: found nothing, expected a string"
        ),
        (#""payload":7"#, "wrong_type: field payload.order.id: found 7 at payload, expected an object"),
        (
            #""payload":{"order":[1]}"#,
            "wrong_type: field payload.order.id: found [1] at payload.order, expected an object"
        ),
        (
            #""payload":{"order":{"id":{"a":1}}}"#,
            #"wrong_type: field payload.order.id: found {"a":1}, expected a string"#
        ),
        (#""items":{"0":1}"#, #"wrong_type: field items[0].sku: found {"0":1} at items, expected a list"#),
        (#""items":[[]]"#, "wrong_type: field items[0].sku: found [] at items[0], expected an object"),
        (
            #""payload":{"order.id":"x"}"#,
            #"wrong_type: field payload."order.id": found "x", expected an integer of 64 bits"#
        ),
        (
            #""payload":{"order":{"id":"a","id":"b"}}"#,
            #"duplicate_key: key "id": found at byte 28 and again at byte 37, expected it once"#
        ),
        (
            #""payload":{"order":{"id":"a"}},"payload":{"order":{"id":"a"}}"#,
            #"duplicate_key: key "payload": found at byte 8 and again at byte 39, expected it once"#
        ),
    ])
    func `what cannot be read is named by its path`(members: String, message: String) throws {
        #expect(try orders()(members) == message)
    }

    @Test func `keys may repeat in objects that nobody goes into`() throws {
        let rest = #""payload":{"order":{"id":"a"}}"#
        #expect(
            try orders()(#""other":{"id":1,"id":2},"items":[{"q":{"a":1,"a":2}}],\#(rest)"#) == "id=a again=a"
        )
    }

    @Test(arguments: 1...6)
    func `objects that are gone into count as levels`(limit: Int) throws {
        let decoder = try MappedDecoder(
            [.init(name: "a", path: "a.b[0].c", type: .int)], limits: .init(maxDepth: limit))
        let fits = decoder(#""a":{"b":[{"c":1}]}"#)
        #expect(limit >= 4 ? fits == "a=1" : fits.hasPrefix("too_deep"))
        let beside = decoder(#""a":{"b":[{"x":[]}]}"#)
        #expect(limit >= 5 ? beside == "" : beside.hasPrefix("too_deep"))
        #expect(decoder(#""a":{"b":[{"x":[[]]}]}"#).hasPrefix("too_deep") == (limit < 6))
    }

    @Test func `many keys and many parents are all found`() throws {
        let names = (0..<60).map { "k\($0)" }
        let decoder = try MappedDecoder(
            names.map { .init(name: $0, path: "p.\($0).v", type: .int) }
                + names.map { .init(name: "f" + $0, path: "q.\($0)", type: .int) })
        let inner = names.enumerated().map { #""\#($1)":{"v":\#($0)}"# }.joined(separator: ",")
        let flat = names.enumerated().map { #""\#($1)":\#($0 + 100)"# }.joined(separator: ",")
        let cells = names.enumerated().map { "\($1)=\($0)" } + names.enumerated().map { "f\($1)=\($0 + 100)" }
        #expect(decoder(#""q":{\#(flat)},"p":{\#(inner)}"#) == cells.joined(separator: " "))
    }
}

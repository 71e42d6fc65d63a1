// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct TableShredderTests {
  @Test func `objects become columns and lists become tables`() throws {
    let fixture = try ShredFixture().json(
      #"""
      {"id": 1, "owner": {"name": "Ann", "home": {"city": "Oslo"}}, "tags": ["a", "b"], "ok": true}
      {"id": 2, "lines": [{"n": 1, "parts": [{"p": 1.5}]}, {"n": 2}], "tags": []}
      """#
    )
    #expect(
      fixture.columns("t") == [
        "id", "ok", "owner__name", "owner__home__city", "_dlt_load_id", "_dlt_id",
      ]
    )
    #expect(fixture.rows("t", "id", "owner__home__city") == [#"[1,"Oslo"]"#, "[2,null]"])
    #expect(fixture.rows("t__tags", "value", "_dlt_list_idx") == [#"["a",0]"#, #"["b",1]"#])
    #expect(fixture.rows("t__lines", "n") == ["[1]", "[2]"])
    #expect(
      fixture.columns("t__lines__parts") == ["p", "_dlt_parent_id", "_dlt_list_idx", "_dlt_id"]
    )
    let parent = fixture.tables["t__lines"]?[0]["_dlt_id"]
    #expect(parent != nil && fixture.tables["t__lines__parts"]?[0]["_dlt_parent_id"] == parent)
  }

  @Test func `columns of nested objects come after scalars, the last object first`() throws {
    let fixture = try ShredFixture().json(
      #"{"b":{"z":1,"a":{"deep":2},"k":3},"c":5,"a":{"q":1}}"#
    )
    #expect(
      fixture.columns("t") == [
        "c", "a__q", "b__z", "b__k", "b__a__deep", "_dlt_load_id", "_dlt_id",
      ]
    )
  }

  @Test func `ids of nested rows follow from the ids above`() throws {
    let fixture = try ShredFixture().json(
      #"{"_dlt_id": "row-one", "l": [{"x": 1}, {"x": 2, "m": [3]}]}"#
    )
    #expect(fixture.tables["t"]?[0]["_dlt_id"] == "row-one")
    let lines = try #require(fixture.tables["t__l"])
    #expect(
      lines[1]["_dlt_id"] == .text(NestedRowIDs(table: "t__l").id(parent: "row-one", index: 1))
    )
    #expect(fixture.tables["t__l__m"]?[0]["_dlt_parent_id"] == lines[1]["_dlt_id"])
  }

  @Test func `the same seed gives the same ids, whatever the pieces`() throws {
    let text = (0..<3_000).map { "{\"n\":\($0),\"l\":[\($0),{\"x\":[1]}]}" }.joined(separator: "\n")
    let whole = try ShredFixture().json(text)
    let pieces = try ShredFixture().json(text, piece: 997)
    #expect(whole.tables == pieces.tables)
    #expect(whole.tables["t"]?.count == 3_000)
    #expect(whole.tables["t__l"]?.count == 6_000)
  }

  @Test func `lists in nested records count their levels from the row`() throws {
    let fixture = try ShredFixture { $0.maximumNesting = 3 }
      .json(#"{"d": {"e": {"l": [{"x": {"y": 1}}, [1]]}}, "l": [{"x": {"y": {"z": 1}}}]}"#)
    #expect(fixture.rows("t__d__e__l", "x__y") == ["[1]", "[null]"])
    #expect(fixture.rows("t__d__e__l__list", "value") == ["[1]"])
    #expect(fixture.rows("t__l", "x__y__z") == ["[1]"])
  }

  @Test func `lists at two paths of a record share a table`() throws {
    let fixture = try ShredFixture().json(
      #"""
      {"a": {"l": [1]}, "a__l": [2]}
      {"a__l": [3]}
      """#
    )
    #expect(
      fixture.rows("t__a__l", "value", "_dlt_list_idx").sorted() == ["[1,0]", "[2,0]", "[3,0]"]
    )
  }

  @Test func `of a field without a name the fields of its objects are left`() throws {
    let fixture = try ShredFixture(naming: .direct)
      .json(#"[{"▶": {"a": 1, "▶": null}, "b": {"▶": {"c": 2}}}, {"▶": null, "b": {"▶": 3}}]"#)
    #expect(fixture.rows("t", "a", "b▶c", "b") == ["[1,2,null]", "[null,null,3]"])
    for odd in ["5", "[1]", "\"x\""] {
      let error = #expect(throws: LoadError.self) { try fixture.json(#"{"▶": \#(odd)}"#) }
      #expect(error?.code == .invalidName)
    }
  }

  @Test(arguments: [#"null"#, #""""#])
  func `a row id without content is drawn, and its column stays in place`(id: String) throws {
    let fixture = try ShredFixture().json(#"{"_dlt_id": \#(id), "a": 1}"#)
    #expect(fixture.columns("t") == ["_dlt_id", "a", "_dlt_load_id"])
    #expect(fixture.tables["t"]?[0]["_dlt_id"]?.string?.count == 14)
  }

  @Test(arguments: [false, true])
  func `a nested table with a key has rows of its own`(addsRootKey: Bool) throws {
    var schema = Schema("s")
    schema["t"] = Table("t")
    var detached = Table("t__l")
    detached["k"] = Column("k", nullable: false, hints: [.primaryKey])
    schema["t__l"] = detached
    let fixture = try ShredFixture(schema: schema) { $0.addsRootKey = addsRootKey }
      .json(#"{"_dlt_id": "r", "l": [{"k": 1, "m": [1]}]}"#)
    let root = addsRootKey ? ["_dlt_root_id"] : []
    #expect(fixture.columns("t__l") == ["k"] + root + ["_dlt_load_id", "_dlt_id"])
    let id = fixture.tables["t__l"]?[0]["_dlt_id"]
    #expect(id != nil && id != .text(NestedRowIDs(table: "t__l").id(parent: "r", index: 0)))
    #expect(fixture.tables["t__l__m"]?[0]["_dlt_parent_id"] == id)
    #expect(fixture.tables["t__l__m"]?[0]["_dlt_root_id"] == (addsRootKey ? id : nil))
    #expect(fixture.tables["t__l"]?[0]["_dlt_root_id"] == (addsRootKey ? "r" : nil))
  }

  @Test func `nested rows name their root row once any of their tables does`() throws {
    var schema = Schema("s")
    schema["t"] = Table("t")
    var known = Table("t__a", parent: "t")
    known["_dlt_root_id"] = SystemColumn.column(SystemColumn.rootID)
    schema["t__a"] = known
    let fixture = try ShredFixture(schema: schema).json(#"{"_dlt_id": "r", "b": [{"c": [1]}]}"#)
    #expect(fixture.rows("t__b", "_dlt_root_id") == [#"["r"]"#])
    #expect(fixture.rows("t__b__c", "_dlt_root_id") == [#"["r"]"#])
  }

  @Test func `default hints reach variants and the columns of the library`() throws {
    var settings = SchemaSettings()
    settings.defaultHints = [DefaultHint(try .matching("id"), .hint(.sort))]
    let fixture = try ShredFixture(schema: Schema("s", settings: settings))
      .json(#"[{"id": 1}, {"id": "a"}]"#)
    let sorted = fixture.keeper.schema["t"]?.columns(with: .sort)
    #expect(sorted == ["id", "_dlt_load_id", "_dlt_id", "id__v_text"])
  }

  @Test func `what is declared of a column counts more than default hints`() throws {
    var settings = SchemaSettings()
    settings.defaultHints = [DefaultHint(.exactly("id"), .notNull)]
    var schema = Schema("s", settings: settings)
    var table = Table("t")
    table["id"] = Column("id", nullable: true)
    schema["t"] = table
    let fixture = try ShredFixture(schema: schema).json(#"[{"id": 1}, {"id": null}]"#)
    #expect(fixture.keeper.schema["t"]?["id"]?.nullable == true)
  }

  @Test func `a null waits for values where the column has no type yet`() throws {
    var schema = Schema("s")
    var table = Table("t")
    table["id"] = Column("id", nullable: false)
    schema["t"] = table
    let fixture = try ShredFixture(schema: schema).json(#"[{"id": null}, {"id": 1}]"#)
    #expect(fixture.rows("t", "id") == ["[null]", "[1]"])
    let error = #expect(throws: LoadError.self) { try fixture.json(#"{"id": null}"#) }
    #expect(error?.code == .missingValue)
  }

  @Test func `a key hash makes the id from the primary key`() throws {
    var schema = Schema("s")
    var table = Table("t")
    table.rowID = .keyHash
    table["id"] = Column("id", nullable: false, hints: [.primaryKey])
    schema["t"] = table
    let fixture = try ShredFixture(schema: schema).json(#"{"id":1,"v":2}"#)
    #expect(fixture.tables["t"]?[0]["_dlt_id"] == "z5jIxXIbUnmbKw")
    let error = #expect(throws: LoadError.self) { try fixture.json(#"{"v":2}"#) }
    #expect(error?.code == .missingValue)
  }

  @Test func `a row hash makes the id from the whole record`() throws {
    var schema = Schema("s")
    var table = Table("t")
    table.rowID = .rowHash
    schema["t"] = table
    let fixture = try ShredFixture(schema: schema).json(#"{"b":2,"a":1}"#)
    #expect(fixture.tables["t"]?[0]["_dlt_id"] == "7YJLC4XnC7j4mw")
  }

  @Test func `rows hand down what the context says`() throws {
    let fixture = try ShredFixture {
      $0.addsRootKey = true
      $0.propagation.root = ["id": "root_id"]
      $0.propagation.tables = ["t__a": ["x": "a_x"]]
    }.json(#"{"id":7,"a":[{"x":1,"b":[{"y":2}]},{"x":3,"b":[4]}]}"#)
    let root = fixture.tables["t"]?[0]["_dlt_id"]
    #expect(
      fixture.rows("t__a__b", "root_id", "a_x", "value", "y") == ["[7,1,null,2]", "[7,3,4,null]"]
    )
    #expect(fixture.tables["t__a__b"]?.allSatisfy { $0["_dlt_root_id"] == root } == true)
    #expect(
      fixture.columns("t__a") == [
        "x", "root_id", "_dlt_root_id", "_dlt_parent_id", "_dlt_list_idx", "_dlt_id",
      ]
    )
  }

  @Test func `names that become the same are told, and the last value wins`() throws {
    let fixture = try ShredFixture().json(#"{"userId":1,"user_id":2}"#)
    #expect(fixture.rows("t", "user_id") == ["[2]"])
    let collisions = fixture.events.withLock { events in
      events.filter { if case .namesCollide = $0 { true } else { false } }
    }
    #expect(collisions.count == 1)
  }

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, "[2]"), (#"{"a":1,"a":null}"#, "[null]"), (#"{"a":1,"\u0061":3}"#, "[3]"),
  ])
  func `of a duplicate key the last value counts`(record: String, row: String) throws {
    let fixture = try ShredFixture().json(#"{"a":0}"# + record)
    #expect(fixture.rows("t", "a") == ["[0]", row])
  }

  @Test func `a flattened object wins over a field of the same name`() throws {
    let first = #"{"a":{"b":1},"a__b":2}"#
    let fixture = try ShredFixture().json(first + #"{"a__b":3,"a":{"b":4}}"# + first)
    #expect(fixture.rows("t", "a__b") == ["[1]", "[4]", "[1]"])
  }

  @Test func `values that do not fit get a column beside`() throws {
    let fixture = try ShredFixture().json(
      #"""
      {"v":1}
      {"v":" 12 "}
      {"v":"x"}
      {"v":1.5}
      {"v":"2024-01-01T00:00:00Z"}
      {"v":true}
      """#
    )
    #expect(
      fixture.columns("t").filter { !$0.hasPrefix("_dlt") } == [
        "v", "v__v_text", "v__v_double", "v__v_bool",
      ]
    )
    #expect(
      fixture.rows("t", "v", "v__v_text").prefix(3) == ["[1,null]", "[12,null]", #"[null,"x"]"#]
    )
  }

  @Test func `tables grow past their first room`() throws {
    let list = (0..<5_000).map(String.init).joined(separator: ",")
    let fixture = try ShredFixture().json(#"{"l":[1]}{"l":[\#(list)]}{"l":[7]}"#)
    #expect(fixture.tables["t__l"]?.count == 5_002)
    #expect(
      fixture.tables["t__l"]?.last?["_dlt_parent_id"] == fixture.tables["t"]?.last?["_dlt_id"]
    )
  }

  @Test func `json that is longer than its text leaves room for what follows`() throws {
    let numbers = Array(repeating: "1e15", count: 3_000).joined(separator: ",")
    let text = String(repeating: "x", count: 3_000)
    let record = #"{"j":[\#(numbers)],"s":"\#(text)"}"#
    let fixture = try ShredFixture {
      $0.maximumNesting = 0
    }.json(String(repeating: record, count: 5))
    #expect(fixture.tables["t"]?.count == 5)
    #expect(fixture.tables["t"]?.allSatisfy { $0["s"] == .text(text) } == true)
  }

  @Test(arguments: [100, 300, 999])
  func `lists nest deep without a crash`(depth: Int) throws {
    let text =
      String(repeating: #"{"l":["#, count: depth / 2) + String(repeating: "]}", count: depth / 2)
    let fixture = try ShredFixture().json(text + text)
    #expect(fixture.tables.count == max(1, depth / 2))
  }

  @Test func `nesting beyond the limit is an error`() throws {
    let text = String(repeating: "[", count: 2_000)
    let error = #expect(throws: LoadError.self) { try ShredFixture().json(#"{"a":"# + text) }
    #expect(error?.code == .malformedInput)
  }

  @Test(arguments: [(998, true), (999, false)])
  func `levels in a json column count with those around it`(depth: Int, isTaken: Bool) throws {
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let fixture = ShredFixture { $0.maximumNesting = 1 }
    let taught = #"{"o":{"j":[1]}}"#
    let outcome = try? fixture.json(taught + #"{"o":{"j":\#(nested)}}"#)
    #expect((outcome != nil) == isTaken)
  }

  @Test func `malformed lines can be passed over and kept`() throws {
    let fixture = try ShredFixture().json(
      "{\"a\":1}\n{\"a\":\n{\"a\":2}x\n{\"a\":3}\n",
      malformed: .skip
    )
    #expect(fixture.rows("t", "a") == ["[1]", "[3]"])
    let raw = fixture.events.withLock { events in
      events.compactMap { event -> String? in
        guard case .recordSkipped(let record) = event else { return nil }
        return String(decoding: record.bytes, as: UTF8.self)
      }
    }
    #expect(raw == ["{\"a\":", "{\"a\":2}x"])
  }

  @Test func `a column of nulls does not exist, and is told`() throws {
    let fixture = try ShredFixture().json(#"{"a":1,"b":null}{"a":2,"b":null}"#)
    #expect(!fixture.columns("t").contains("b"))
    fixture.shredder.reportEnd()
    let told = fixture.events.withLock { events in
      events.contains { if case .onlyNulls("t", "b") = $0 { true } else { false } }
    }
    #expect(told)
  }

  @Test func `values of a type that can be encoded go straight into columns`() throws {
    struct Line: Encodable { var sku: String, count: Int? }
    struct Order: Encodable { var id: Int, lines: [Line], total: Double, note: String? }
    let fixture = ShredFixture()
    let orders = (0..<3).map {
      Order(
        id: $0,
        lines: [Line(sku: "a", count: nil), Line(sku: "b", count: 2)],
        total: 1.5,
        note: $0 == 2 ? "x" : nil
      )
    }
    for order in orders { try fixture.shredder.shred(order) }
    fixture.take()
    #expect(
      fixture.rows("t", "id", "total", "note") == ["[0,1.5,null]", "[1,1.5,null]", #"[2,1.5,"x"]"#]
    )
    #expect(fixture.tables["t__lines"]?.count == 6)
    #expect(fixture.rows("t__lines", "sku", "count").suffix(2) == [#"["a",null]"#, #"["b",2]"#])
  }

  @Test func `dictionaries come in the order of their keys`() throws {
    let fixture = ShredFixture()
    let keys = (0..<40).map { "k\($0 * 7 % 40)" }
    let value = Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) })
    try fixture.shredder.shred(value)
    try fixture.shredder.shred(["inner": value])
    fixture.take()
    let data = fixture.columns("t").filter { !$0.hasPrefix("_dlt") }
    #expect(data == keys.sorted() + keys.sorted().map { "inner__\($0)" })
  }
}

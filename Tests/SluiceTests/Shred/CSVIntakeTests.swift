// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct CSVIntakeTests {
  static let sizes = [1, 2, 3, 7, .max]

  @Test(arguments: sizes)
  func `the files of csv-spectrum`(size: Int) throws {
    let tables = SharedSuites.files("csv/csvs")
    let expected = Dictionary(
      uniqueKeysWithValues: SharedSuites.files("csv/json").map { ($0.name, $0.bytes) }
    )
    guard !tables.isEmpty else {
      try Test.cancel("The suite csv-spectrum is not there: see SharedSuites.")
    }
    for table in tables {
      let json = try #require(expected[table.name.replacing(".csv", with: ".json")])
      let records = try Value(json: json).elements.compactMap(\.fields)
      let names = try #require(records.first?.keys)
      let harness = ShredHarness(columns: names.map { Column($0, .text) })
      try harness.csv(table.bytes, sizes: { size })
      let rows = harness.data().map(\.description)
      #expect(rows == records.map(\.description), "\(table.name)")
    }
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var csv: String
    var columns: [String]
    var rows: String
    var testDescription: String { "\(csv.debugDescription)" }
  }

  @Test(arguments: [
    Example(csv: "", columns: [], rows: ""),
    Example(csv: "a,b\n", columns: [], rows: ""),
    Example(csv: "a,b\n1,x", columns: ["a bigint", "b text"], rows: "{'a':1,'b':'x'}"),
    Example(
      csv: "\u{FEFF}a,b\r\n1,2.50\r\n\r\n,\r\n",
      columns: ["a bigint", "b double"],
      rows: "{'a':1,'b':2.5} {}"
    ),
    Example(
      csv: "a\n007\n1\n1.50\ntrue\n",
      columns: ["a text"],
      rows: "{'a':'007'} {'a':'1'} {'a':'1.50'} {'a':'true'}"
    ),
    Example(
      csv: "a\n1\n1.5\nx\ntrue\n2.0\n",
      columns: [
        "a bigint", "a__v_double double", "a__v_text text", "a__v_bool bool",
      ],
      rows: "{'a':1} {'a__v_double':1.5} {'a__v_text':'x'} {'a__v_bool':true} {'a':2}"
    ),
    Example(
      csv: "a\n1.5\n2\n-0\n1e3\n",
      columns: ["a double"],
      rows: "{'a':1.5} {'a':2.0} {'a':0.0} {'a':1000.0}"
    ),
    Example(
      csv: "a\ntrue\nfalse\n\"true\"\n0\n",
      columns: ["a bool"],
      rows: "{'a':true} {'a':false} {'a':true} {'a':false}"
    ),
    Example(
      csv: "a\n2024-01-01T10:00:00Z\n\"2024-01-01 10:00:00.5+01:00\"\n2024-01-02\n",
      columns: ["a timestamp"],
      rows: "{'a':'2024-01-01T10:00:00+00:00'} {'a':'2024-01-01T09:00:00.500000+00:00'} "
        + "{'a':'2024-01-02T00:00:00+00:00'}"
    ),
    Example(
      csv: "a\n99999999999999999999\n1\n",
      columns: ["a text"],
      rows: "{'a':'99999999999999999999'} {'a':'1'}"
    ),
    Example(csv: "a\n+1\n", columns: ["a text"], rows: "{'a':'+1'}"),
    Example(csv: "a\n1e999\n", columns: ["a text"], rows: "{'a':'1e999'}"),
    Example(
      csv: "a,b\n\"\",\n,\"\"\n",
      columns: ["a text", "b text"],
      rows: "{'a':''} {'b':''}"
    ),
    Example(
      csv: "a,b\n\"x \"\"y\"\"\r\n\", 5\" long \n",
      columns: ["a text", "b text"],
      rows: "{'a':'x \\\"y\\\"\\r\\n','b':' 5\\\" long '}"
    ),
    Example(csv: "a\nx\ry\n\n", columns: ["a text"], rows: "{'a':'x\\ry'} {}"),
    Example(csv: "a\nx\0y\nz\0", columns: ["a text"], rows: "{'a':'x\\u0000y'} {'a':'z\\u0000'}"),
    Example(
      csv: "First Name,A,a\nx,1,2\ny,3,\n",
      columns: ["first_name text", "a bigint"],
      rows: "{'first_name':'x','a':2} {'first_name':'y'}"
    ),
    Example(csv: "a\n1\r", columns: ["a bigint"], rows: "{'a':1}"),
  ])
  func `fields become columns`(example: Example) throws {
    for size in Self.sizes {
      let harness = ShredHarness()
      try harness.csv(Array(example.csv.utf8), sizes: { size })
      let rows = harness.data().map { "\($0)" }.joined(separator: " ")
      #expect(rows == example.rows.replacing("'", with: "\""))
      #expect(harness.columns() == example.columns)
    }
  }

  @Test func `options say what the names, the delimiter and no value are`() throws {
    var options = CSVOptions()
    options.hasHeader = false
    var harness = ShredHarness()
    try harness.csv(Array("1,x\n2,y".utf8), options: options)
    #expect(harness.columns() == ["column_1 bigint", "column_2 text"])
    #expect(harness.data().count == 2)

    options.names = ["id", "name"]
    options.delimiter = UInt8(ascii: ";")
    options.nullText = "NA"
    harness = ShredHarness()
    try harness.csv(Array("NA;x,y\n1;\n\"NA\";NA\n3;NAN".utf8), options: options)
    #expect(
      "\(harness.data())"
        == "[{\"name\":\"x,y\"}, {\"name\":\"\",\"id\":1}, {\"id__v_text\":\"NA\"}, "
        + "{\"name\":\"NAN\",\"id\":3}]"
    )

    options = CSVOptions()
    options.names = ["id", "name"]
    harness = ShredHarness()
    try harness.csv(Array("old,names\n1,x".utf8), options: options)
    #expect("\(harness.data())" == "[{\"id\":1,\"name\":\"x\"}]")
    // A timestamp without quotes ends where the delimiter stands, whatever could follow.
    for (delimiter, text) in [
      (" ", "a b\n\"2024-01-01 10:00:00\" x\n2024-01-01 10:00:00\n1 2\n"),
      (":", "a:b\n\"2024-01-01T10:00:00\":x\n2024-01-01T10:5\n1:2\n"),
      ("\t", "a\tb\n\"2024-01-01T10:00:00\"\tx\n2024-01-01T10:00:00\t\n1\t2\n"),
    ] {
      options = CSVOptions()
      options.delimiter = try #require(delimiter.utf8.first)
      harness = ShredHarness()
      try harness.csv(Array(text.utf8), options: options)
      #expect(harness.columns() == ["a timestamp", "b text"])
      #expect(harness.data().count == 3)
    }
  }

  @Test func `declared types read their own text`() throws {
    let harness = ShredHarness(columns: [
      Column("d", .decimal(precision: 10, scale: 2)), Column("day", .date), Column("at", .time),
      Column("bytes", .binary), Column("w", .wei), Column("j", .json),
    ])
    let text = "d,day,at,bytes,w,j\n1.10,2024-02-29,10:20,AAEC,12,\"{\"\"a\"\":[1]}\"\n"
    try harness.csv(Array((text + "0.30,,,,,\n").utf8))
    #expect(
      "\(harness.data())"
        == "[{\"d\":\"1.10\",\"day\":\"2024-02-29\",\"at\":\"10:20:00\",\"bytes\":\"AAEC\","
        + "\"w\":\"12\",\"j\":{\"a\":[1]}}, {\"d\":\"0.30\"}]"
    )
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var csv: [UInt8]
    var sentence: String
    var testDescription: String { String(decoding: csv, as: UTF8.self).debugDescription }

    init(_ csv: String, _ sentence: String) {
      self.csv = Array(csv.utf8)
      self.sentence = sentence
    }

    init(_ csv: [UInt8], _ sentence: String) {
      self.csv = csv
      self.sentence = sentence
    }
  }

  static let faults = [
    Fault(
      "a,b\n1,2\n\"x\n\",3\n4\n",
      "record 3, line 5, byte 15: expected 2 fields, but found 1; correct the record or the "
        + "names."
    ),
    Fault(
      "a,b\n1,2,3\n",
      "record 1, line 2, byte 4: expected 2 fields, but found 3; put fields that contain the "
        + "delimiter in quotes."
    ),
    Fault(
      "a\n\"x\ny",
      "record 1, line 2, byte 2: expected a closing quote for the one that opens here, but found "
        + "the end of the input; close the quote, or double it if it belongs to the text."
    ),
    Fault(
      "a\n1\n\"x\"y\n",
      "record 2, line 3, byte 7: expected a delimiter or the end of the line after a closing "
        + "quote, but found more text; double quotes that belong to the text."
    ),
    Fault(
      Array("a\nx\ny".utf8) + [0xFF, 0x0A],
      "record 2, line 3, byte 5: expected UTF-8, but found bytes of another encoding; convert the "
        + "input to UTF-8."
    ),
    Fault(
      "a,b,a\n1,2,3\n",
      "record 0, line 1, byte 0: expected names that differ, but found 'a' twice; give other names "
        + "in the options."
    ),
  ]

  @Test(arguments: faults)
  func `mistakes are told with their place`(fault: Fault) throws {
    for size in Self.sizes {
      let harness = ShredHarness()
      let error = #expect(throws: LoadError.self) { try harness.csv(fault.csv, sizes: { size }) }
      #expect(error?.code == .malformedInput)
      let cause = error?.cause as? CSVError
      #expect(cause?.description == "Reading CSV stopped at " + fault.sentence)
      #expect(error?.location.line == cause?.line && error?.location.offset == cause?.offset)
    }
  }

  @Test func `a record that is too long is refused in any pieces`() {
    var options = CSVOptions()
    options.recordLimit = .bytes(10)
    let text = "a\n123456789\n\"1\n3456789\"\n"
    for size in Self.sizes {
      let harness = ShredHarness()
      let error = #expect(throws: LoadError.self) {
        try harness.csv(Array(text.utf8), options: options, sizes: { size })
      }
      #expect((error?.cause as? CSVError)?.code == .recordTooLong)
      harness.take()
      #expect(harness.data().count == 1)
    }
  }

  @Test func `malformed records are skipped and kept`() throws {
    let text = "a,b\n1,2\n3\n\"x\ny\"z,4\n5,6\n7,\"8\n9"
    for size in Self.sizes {
      let kept = Locked<[MalformedRecord]>([])
      let harness = ShredHarness()
      let intake = try harness.csv(
        Array(text.utf8),
        malformed: .skip { record in kept.withLock { $0.append(record) } },
        sizes: { size }
      )
      #expect("\(harness.data())" == "[{\"a\":1,\"b\":2}, {\"a\":5,\"b\":6}]")
      let records = kept.withLock { $0 }
      #expect(intake.skippedCount == 3)
      #expect(
        records.map { String(decoding: $0.bytes, as: UTF8.self) }
          == ["3", "\"x\ny\"z,4", "7,\"8\n9"]
      )
      #expect(records.map(\.record) == [2, 3, 5])
      #expect(records.map(\.line) == [3, 4, 7])
      #expect(records.map(\.offset) == [8, 10, 23])
      #expect(
        records.compactMap { ($0.error as? CSVError)?.code }
          == [.fieldCount, .textAfterQuote, .unclosedQuote]
      )
      #expect(harness.events.withLock { $0.count { $0.hasPrefix("recordSkipped") } } == 3)
    }
  }
}

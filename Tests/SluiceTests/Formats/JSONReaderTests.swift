// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct JSONReaderTests {
  static func options(_ layout: JSONLayout, limit: Int = 1_000) -> JSONReadOptions {
    var options = JSONReadOptions()
    options.layout = layout
    options.nestingLimit = limit
    return options
  }

  static func texts(_ input: String, _ layout: JSONLayout) throws(JSONError) -> [String] {
    try JSONReader.records(in: input.utf8, options: options(layout)).map {
      JSONWriter().string($0)
    }
  }

  @Test(
    arguments: [
      ("", .automatic, []), (" \r\n ", .automatic, []), ("[]", .automatic, []),
      ("[ ]\n", .array, []), ("", .lines, []), ("\n \n\r\n", .lines, []),
      ("[1, \"a\" ,[2],{}]", .automatic, ["1", "\"a\"", "[2]", "{}"]),
      ("{\"a\":1}\n{\"a\":2}\n", .automatic, ["{\"a\":1}", "{\"a\":2}"]),
      ("{\"a\":1}{\"a\":\n2} 3 4\r\n[5]", .automatic, ["{\"a\":1}", "{\"a\":2}", "3", "4", "[5]"]),
      (
        "{\"a\":1}\r\n\r\n  [2]  \n3\n\"x\"\nnull", .lines,
        ["{\"a\":1}", "[2]", "3", "\"x\"", "null"]
      ),
      ("[1]\n[2]\n", .lines, ["[1]", "[2]"]), ("\u{FEFF}{\"a\":1}", .automatic, ["{\"a\":1}"]),
      ("\u{FEFF}1", .lines, ["1"]), ("\u{FEFF}[1]", .array, ["1"]),
      ("\u{FEFF} 1", .document, ["1"]),
      (" [1,2] ", .document, ["[1,2]"]), ("-0", .document, ["0"]), ("-0.0", .document, ["-0.0"]),
      ("{\"a\":1,\"b\":2,\"a\":3}", .document, ["{\"a\":3,\"b\":2}"]),
      ("{\"\\u0061\":1,\"a\":2}", .document, ["{\"a\":2}"]),
    ] as [(String, JSONLayout, [String])]
  )
  func `records are found in every layout`(
    input: String,
    layout: JSONLayout,
    records: [String]
  ) throws {
    #expect(try Self.texts(input, layout) == records)
    for size in 1...9 {
      let values = try JSONCorpusTests.read(Array(input.utf8), pieces: size, Self.options(layout))
        .get()
      #expect(values.map { JSONWriter().string($0) } == records)
    }
  }

  @Test func `values have the kind that their text says`() throws {
    let text = #"{"n":null,"t":true,"i":9223372036854775807,"d":1.0,"e":1e2,"s":"\ud83d\ude00é"}"#
    let value = try Value(json: text)
    guard case .record(let record) = value else {
      Issue.record("A record was expected.")
      return
    }
    #expect(record.keys == ["n", "t", "i", "d", "e", "s"])
    #expect(
      record.values == [.null, .bool(true), .int(.max), .double(1), .double(100), .text("😀é")]
    )
    guard case .bigInt = try Value(json: "9223372036854775808") else {
      Issue.record("A big integer was expected.")
      return
    }
    #expect(try Value(json: Array("[1]".utf8)) == .list([.int(1)]))
  }

  @Test func `many fields with duplicates keep their order`() throws {
    let fields = (0..<2_000).map { "\"k\($0 % 1_500)\":\($0)" }.joined(separator: ",")
    guard case .record(let record) = try Value(json: "{\(fields)}") else {
      Issue.record("A record was expected.")
      return
    }
    #expect(record.keys == (0..<1_500).map { "k\($0)" })
    #expect(record.values[0] == .int(1_500))
    #expect(record.values[1_499] == .int(1_499))
  }

  @Test func `records of one kind keep their own names`() throws {
    let names = ["a", "b", "\u{E9}", "e\u{301}", "a much longer name than fits", "b"]
    var texts: [String] = []
    for count in 0...names.count {
      for first in 0...(names.count - count) {
        let fields = names[first..<first + count].enumerated().map { "\"\($1)\":\($0)" }
        texts.append("{\(fields.joined(separator: ","))}")
      }
    }
    for text in texts + texts {
      let alone = try Value(json: text)
      let among = try JSONReader.records(in: "{\"a\":0,\"b\":1}\(text)\(text)".utf8)
      #expect(among[1] == alone && among[2] == alone)
      let bytes = JSONWriter().bytes(among[2])
      // Two ways to write é are one name for a record, whose first form stays.
      let isTwice = text.contains("\u{E9}\":") && text.unicodeScalars.contains("\u{301}")
      let hasTwoB = text.split(separator: "\"b\"").count > 2
      if !isTwice && !hasTwoB { #expect(bytes == Array(text.utf8)) }
    }
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var input: String
    var layout = JSONLayout.automatic
    var code: JSONError.Code
    var place: (record: Int, line: Int, offset: Int)
    var sentence: String
    var testDescription: String { input.debugDescription }
  }

  @Test(arguments: [
    Mistake(
      input: "{\"a\":1}\n{\"a\":tru}\n",
      code: .invalidLiteral,
      place: (2, 2, 16),
      sentence:
        "Reading JSON stopped at record 2, line 2, byte 16: expected 'true', 'false' or 'null', but"
        + " found '}'; correct the record."
    ),
    Mistake(
      input: "{\"a\":1}\n{\"a\":[1,\n2",
      code: .unexpectedEnd,
      place: (2, 3, 18),
      sentence:
        "Reading JSON stopped at record 2, line 3, byte 18: expected ',' or ']', but found the end of"
        + " the input; check whether the input was cut off."
    ),
    Mistake(
      input: "1\n{\"a\":[1,\n2]}",
      layout: .lines,
      code: .unexpectedEnd,
      place: (2, 2, 10),
      sentence:
        "Reading JSON stopped at record 2, line 2, byte 10: expected a value, but found the end of"
        + " the line; check whether the input was cut off."
    ),
    Mistake(
      input: "[1,2,]",
      code: .unexpectedCharacter,
      place: (3, 1, 5),
      sentence:
        "Reading JSON stopped at record 3, line 1, byte 5: expected a value, but found ']'; correct the"
        + " record."
    ),
    Mistake(
      input: "[1 2]",
      code: .unexpectedCharacter,
      place: (2, 1, 3),
      sentence:
        "Reading JSON stopped at record 2, line 1, byte 3: expected ',' or ']', but found '2'; correct"
        + " the record."
    ),
    Mistake(
      input: "[x",
      code: .unexpectedCharacter,
      place: (1, 1, 1),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 1: expected a value or ']', but found 'x';"
        + " correct the record."
    ),
    Mistake(
      input: "[1]\n[2]",
      code: .trailingContent,
      place: (1, 2, 4),
      sentence:
        "Reading JSON stopped at record 1, line 2, byte 4: expected nothing more after the value, but"
        + " found '['; choose another layout if there are several records."
    ),
    Mistake(
      input: "1\"a\"",
      code: .trailingContent,
      place: (2, 1, 1),
      sentence:
        "Reading JSON stopped at record 2, line 1, byte 1: expected white space or a line feed between"
        + " records, but found '\"'; correct the record."
    ),
    Mistake(
      input: "{“a”:1}",
      code: .unexpectedCharacter,
      place: (1, 1, 1),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 1: expected a name in double quotes or '}', but"
        + " found '“'; correct the record."
    ),
    Mistake(
      input: "{\"a\":1,}",
      code: .unexpectedCharacter,
      place: (1, 1, 7),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 7: expected a name in double quotes, but found"
        + " '}'; correct the record."
    ),
    Mistake(
      input: "{\"a\" 1}",
      code: .unexpectedCharacter,
      place: (1, 1, 5),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 5: expected ':' after a name, but found '1';"
        + " correct the record."
    ),
    Mistake(
      input: "{\"a\":1;}",
      code: .unexpectedCharacter,
      place: (1, 1, 6),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 6: expected ',' or '}', but found ';'; correct"
        + " the record."
    ),
    Mistake(
      input: "{\"a\":01}",
      code: .invalidNumber,
      place: (1, 1, 6),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 6: expected the digits of a number without"
        + " leading zeros, but found '1'; correct the record."
    ),
    Mistake(
      input: "[0,1e400]",
      code: .numberOutOfRange,
      place: (2, 1, 3),
      sentence:
        "Reading JSON stopped at record 2, line 1, byte 3: expected a number below 1.8e308, but found"
        + " '1'; write larger numbers as text."
    ),
    Mistake(
      input: "[\"a\nb\"]",
      code: .controlCharacter,
      place: (1, 1, 3),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 3: expected no control character in a string,"
        + " but found the byte 0x0A; write it as an escape such as '\\n' or '\\u001f'."
    ),
    Mistake(
      input: "[\"a\\x\"]",
      code: .invalidEscape,
      place: (1, 1, 4),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 4: expected an escape such as '\\n' or"
        + " '\\u001f', but found 'x'; write a backslash itself as '\\\\'."
    ),
    Mistake(
      input: "[\"\\ud800\"]",
      code: .loneSurrogate,
      place: (1, 1, 2),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 2: expected both halves of a surrogate pair,"
        + " but found '\\'; remove the half or write the character."
    ),
    Mistake(
      input: "[\"abc",
      code: .unexpectedEnd,
      place: (1, 1, 5),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 5: expected the closing quote of a string, but"
        + " found the end of the input; check whether the input was cut off."
    ),
    Mistake(
      input: "",
      layout: .document,
      code: .unexpectedEnd,
      place: (1, 1, 0),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 0: expected a value, but found the end of the"
        + " input; check whether the input was cut off."
    ),
    Mistake(
      input: "{}",
      layout: .array,
      code: .unexpectedCharacter,
      place: (1, 1, 0),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 0: expected '[' before the records, but found"
        + " '{'; choose another layout if the records are no array."
    ),
    Mistake(
      input: "{\0\"\0",
      code: .unsupportedEncoding,
      place: (1, 1, 0),
      sentence:
        "Reading JSON stopped at record 1, line 1, byte 0: expected UTF-8, but found '{'; convert the"
        + " input from UTF-16 or UTF-32 to UTF-8."
    ),
  ])
  func `an error says where and what to do`(_ mistake: Mistake) throws {
    for size in [1, 3, 1_000] {
      let options = Self.options(mistake.layout)
      let result = JSONCorpusTests.read(Array(mistake.input.utf8), pieces: size, options)
      guard case .failure(let error) = result else {
        Issue.record("Nothing was refused.")
        return
      }
      #expect(error.code == mistake.code)
      #expect((error.record, error.line, error.offset) == mistake.place)
      if mistake.input.utf8.allSatisfy({ $0 < 0x80 }) || size == 1_000 {
        #expect(error.description == mistake.sentence)
      }
    }
  }

  @Test func `an error is thrown again`() {
    var reader = JSONReader()
    reader.append("{]".utf8)
    reader.finish()
    let first = #expect(throws: JSONError.self) { try reader.next() }
    let second = #expect(throws: JSONError.self) { try reader.next() }
    #expect(first != nil && first == second)
  }

  @Test(
    arguments: [[0xFF, 0xFE, 0x31, 0x00], [0xFE, 0xFF, 0x00, 0x31], [0x00, 0x31]] as [[UInt8]]
  )
  func `other encodings are refused`(bytes: [UInt8]) {
    for layout in [JSONLayout.automatic, .lines, .array, .document] {
      let error = #expect(throws: JSONError.self) {
        try JSONReader.records(in: bytes, options: Self.options(layout))
      }
      #expect(error?.code == .unsupportedEncoding)
    }
  }

  @Test func `depth is limited without a crash`() throws {
    for opening in ["[", "{\"a\":", "[{\"a\":"] {
      let deep = String(repeating: opening, count: 100_000)
      for layout in [JSONLayout.automatic, .lines, .array, .document] {
        let error = #expect(throws: JSONError.self) {
          try JSONReader.records(in: deep.utf8, options: Self.options(layout))
        }
        #expect(error?.code == .nestingTooDeep || layout == .array && opening.first == "{")
      }
    }
    let fits = String(repeating: "[", count: 3) + String(repeating: "]", count: 3)
    let tight = Self.options(.document, limit: 3)
    #expect(throws: Never.self) { try JSONReader.records(in: fits.utf8, options: tight) }
    let error = #expect(throws: JSONError.self) {
      try JSONReader.records(in: "[\(fits)]".utf8, options: tight)
    }
    #expect(error?.offset == 3)
    #expect(error?.expected == "at most 3 levels of lists and records")
    let greatest = String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
    let wide = Self.options(.document, limit: .max)
    let value = try #require(try JSONReader.records(in: greatest.utf8, options: wide).first)
    #expect(JSONWriter().string(value) == greatest)
  }

  @Test(arguments: [JSONLayout.lines, .automatic])
  func `malformed lines are skipped, counted and kept`(layout: JSONLayout) throws {
    let input = "{\"a\":1}\n\n{\"a\":\r\n{\"b\":2}\nnonsense\n{\"c\":3} x\n4\n{\"d"
    let kept = Locked<[MalformedRecord]>([])
    for size in [1, 2, 1_000] {
      kept.withLock { $0 = [] }
      var options = Self.options(layout)
      options.malformedRecords = .skip { record in kept.withLock { $0.append(record) } }
      var reader = JSONReader(options: options)
      var texts: [String] = []
      for start in stride(from: 0, to: input.utf8.count, by: size) {
        reader.append(input.utf8.dropFirst(start).prefix(size))
        while let value = try reader.next() { texts.append(JSONWriter().string(value)) }
      }
      reader.finish()
      while let value = try reader.next() { texts.append(JSONWriter().string(value)) }
      #expect(texts == ["{\"a\":1}", "{\"b\":2}", "4"])
      #expect(reader.skippedCount == 4)
      let records = kept.withLock { $0 }
      #expect(
        records.map { String(decoding: $0.bytes, as: UTF8.self) }
          == ["{\"a\":\r", "nonsense", "{\"c\":3} x", "{\"d"]
      )
      #expect(records.map(\.record) == [2, 4, 5, 7])
      #expect(records.map(\.line) == [3, 5, 6, 8])
      #expect(records.map(\.offset) == [9, 24, 33, 45])
      let errors = records.compactMap { $0.error as? JSONError }
      #expect(errors.map(\.offset) == [15, 25, 41, 48])
      #expect(
        errors.map(\.code)
          == [.unexpectedEnd, .invalidLiteral, .trailingContent, .unexpectedEnd]
      )
    }
  }

  @Test func `a malformed record in an array is an error even where lines are skipped`() {
    var options = Self.options(.automatic)
    options.malformedRecords = .skip
    #expect(throws: JSONError.self) { try JSONReader.records(in: "[1,}]".utf8, options: options) }
  }

  @Test(
    arguments: [
      ("{\"a\":1}\n{\"a\":\"never closed", .automatic, (2, 2, 18)),
      ("{\"a\":1}\n{\"a\":[[1],[2],[3]", .automatic, (2, 2, 18)),
      ("{\"a\":1}\n{\"a\":1234567890}", .automatic, (2, 2, 18)),
      ("{\"a\":1}\n{\"a\":1234567890}\n", .lines, (2, 2, 18)),
      ("{\"a\":1}\n{\"a\":1234567890", .lines, (2, 2, 18)),
      ("[1,\n {\"a\":\n  \"1234567890\"}]", .array, (2, 3, 15)),
      ("{\"a\":[1,2,3]}", .document, (1, 1, 10)), ("\"12345678901", .document, (1, 1, 10)),
      ("1\n12345678901", .automatic, (2, 2, 12)),
    ] as [(String, JSONLayout, (record: Int, line: Int, offset: Int))]
  )
  func `a record that is too long is refused before it ends`(
    input: String,
    layout: JSONLayout,
    place: (record: Int, line: Int, offset: Int)
  ) {
    var options = Self.options(layout)
    options.recordLimit = .bytes(10)
    for malformed in [MalformedRecords.fail, .skip] {
      options.malformedRecords = malformed
      for size in [1, 2, 3, 7, 1_000] {
        let result = JSONCorpusTests.read(Array(input.utf8), pieces: size, options)
        guard case .failure(let error) = result else {
          Issue.record("Nothing was refused.")
          return
        }
        #expect(error.code == .recordTooLong)
        #expect((error.record, error.line, error.offset) == place)
        #expect(
          error.description == """
            Reading JSON stopped at record \(place.record), line \(place.line), byte \
            \(place.offset): expected at most 10 B in a record, but found more; look for a quote or \
            bracket that is not closed, or raise the record limit.
            """
        )
      }
    }
  }

  @Test(arguments: ["", "-"])
  func `an integer without end is refused`(sign: String) throws {
    let longest = sign + String(repeating: "9", count: 4_300)
    guard case .bigInt(let integer) = try Value(json: longest) else {
      Issue.record("A big integer was expected.")
      return
    }
    #expect(integer.description == longest)
    for (input, size) in [("[\(longest)1]", 7), ("{\"a\":\(longest)1}", 1_000)] {
      let result = JSONCorpusTests.read(Array(input.utf8), pieces: size, JSONReadOptions())
      guard case .failure(let error) = result else {
        Issue.record("Nothing was refused.")
        return
      }
      #expect(error.code == .numberOutOfRange)
      #expect(error.record == 1)
    }
    let digits = String(repeating: "1", count: 5_000_000)
    let error = #expect(throws: JSONError.self) { try Value(json: sign + digits) }
    #expect(error?.code == .numberOutOfRange)
  }

  @Test func `a number that comes in many pieces is read once`() throws {
    let digits = String(repeating: "1", count: 200_000)
    let input = Array("[0.\(digits),\(digits)e-199999]".utf8)
    let values = try JSONCorpusTests.read(input, pieces: 3, JSONReadOptions()).get()
    #expect(values == [.double(1.0 / 9), .double(10.0 / 9)])
  }

  @Test func `the length of a record is its own`() throws {
    var options = Self.options(.automatic)
    options.recordLimit = .bytes(7)
    let blank = String(repeating: " \n", count: 20)
    for input in [
      "\(blank){\"a\":1}\(blank){\"a\":2}{\"a\":3}", "[\(blank)1234567,\(blank)[]\(blank)]",
    ] {
      for size in [1, 3, 1_000] {
        _ = try JSONCorpusTests.read(Array(input.utf8), pieces: size, options).get()
      }
    }
  }

  @Test func `single values are read inside of a buffer`() throws {
    let text = #"{"a":[1,{"b":"\u20ac"}],"c":"é"},rest"#
    try withPadding(text.utf8) { start, count in
      let (value, next) = try JSONValueReader.read(at: start, end: start + count, limit: 10)
      #expect(JSONWriter().string(value) == #"{"a":[1,{"b":"€"}],"c":"é"}"#)
      #expect(next == start + count - 5)
      #expect(throws: JSONFault.self) {
        try JSONValueReader.read(at: start, end: start + count, limit: 2)
      }
    }
    for bad in [#""\ud800""#, "[1", #"{"a":"\q"}"#, "tru"] {
      _ = withPadding(bad.utf8) { start, count in
        #expect(throws: JSONFault.self) {
          try JSONValueReader.read(at: start, end: start + count, limit: 10)
        }
      }
    }
  }
}

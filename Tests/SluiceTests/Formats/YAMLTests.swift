// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SluiceTesting
import Testing

@testable import Sluice

@Suite struct YAMLTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var yaml: String
    var json: String
    var testDescription: String { yaml }

    init(_ yaml: String, _ json: String) {
      self.yaml = yaml
      self.json = json
    }
  }

  @Test(arguments: [
    Example("", "null"),
    Example("# nothing\n", "null"),
    Example("---\na: 1\n...\n", #"{"a":1}"#),
    Example("\u{FEFF}a: 1", #"{"a":1}"#),
    Example(
      "a: 1\nb:\n  c: two words  # and why\n  d:\n",
      #"{"a":1,"b":{"c":"two words","d":null}}"#
    ),
    Example("a:\n- 1\n- 2\nb: x", #"{"a":[1,2],"b":"x"}"#),
    Example("a:\n  - 1\n  -\n  - b: 2\n    c: 3\n", #"{"a":[1,null,{"b":2,"c":3}]}"#),
    Example("- - 1\n  - 2\n- - 3\n", "[[1,2],[3]]"),
    Example("-\n  a: 1\n-   b: 2\n", #"[{"a":1},{"b":2}]"#),
    Example("a: [1, 'x', \"y\", [ ], {}]\n", #"{"a":[1,"x","y",[],{}]}"#),
    Example(
      "a: {b: 1, \"c\":2, d: , e: [x,\n  y]}",
      #"{"a":{"b":1,"c":2,"d":null,"e":["x","y"]}}"#
    ),
    Example("a: [1, # one\n  2,\n ]", #"{"a":[1,2]}"#),
    Example("a: 'it''s'\nb: \"\\u00e9\\n\\x41\\U0001F388\"", #"{"a":"it's","b":"é\nA🎈"}"#),
    Example("a: 'one\n  two\n\n  three'", #"{"a":"one two\nthree"}"#),
    Example("a: \"one\\\n  two \\\n  three\"", #"{"a":"onetwo three"}"#),
    Example("a: one\n  two\n\n  three\nb: 1", #"{"a":"one two\nthree","b":1}"#),
    Example("a: |\n  one\n   two\n\n  three\n\nb: 1", #"{"a":"one\n two\n\nthree\n","b":1}"#),
    Example("a: |-\n  one\nb: |+\n  two\n\nc: 1", #"{"a":"one","b":"two\n\n","c":1}"#),
    Example(
      "a: >\n  one\n  two\n\n  three\n   four\n  five\n",
      #"{"a":"one two\nthree\n four\nfive\n"}"#
    ),
    Example("a: |2\n    one\n  two\n", #"{"a":"  one\ntwo\n"}"#),
    Example("- |\n a\n- b", #"["a\n","b"]"#),
    Example("a: |\n  x", #"{"a":"x"}"#),
    Example("? long\n: 1\n? b\n: - 2\n", #"{"long":1,"b":[2]}"#),
    Example(
      "a: ~\nb: true\nc: False\nd: -12\ne: 1.5\nf: 1.0e+3\ng: null",
      #"{"a":null,"b":true,"c":false,"d":-12,"e":1.5,"f":1000.0,"g":null}"#
    ),
    Example("a: b:c\nd: http://x/#y\ne: a#b", #"{"a":"b:c","d":"http://x/#y","e":"a#b"}"#),
    Example("'a b': 1\n\"c: d\": 2\n", #"{"a b":1,"c: d":2}"#),
    Example("a: 1\r\nb:\r\n  - 2\r\n", #"{"a":1,"b":[2]}"#),
    Example(#"{"a": [1, {"b": "c\td"}], "e": null}"#, #"{"a":[1,{"b":"c\td"}],"e":null}"#),
    Example("text", #""text""#),
    Example("a: 're:^x$'\nb: re:[a-z]+$\n", #"{"a":"re:^x$","b":"re:[a-z]+$"}"#),
  ])
  func `documents mean what they say`(_ example: Example) throws {
    #expect(try JSONWriter().string(YAMLReader.value(in: example.yaml)) == example.json)
  }

  @Test(arguments: [
    Example("a: &x 1", "an anchor"), Example("a: *x", "an alias"), Example("a: !!str 1", "a tag"),
    Example("%YAML 1.2\n---\na: 1", "a directive"), Example("a: 1\n---\nb: 2", "'---'"),
    Example("a: yes", "a boolean for some"), Example("on: 1", "a boolean for some"),
    Example("a: 010", "a number for some"), Example("a: 1_000", "a number for some"),
    Example("a: 1:30", "a number for some"), Example("a: 0x1F", "a number for some"),
    Example("a: 1e5", "a number for some"), Example("a: 2026-03-01", "a date for some"),
    Example("a: =", "a sign"), Example("<<: 1", "a sign"), Example("1: a", "something else"),
    Example("a: 1\na: 2", "'a' again"), Example("{a: 1, a: 2}", "'a' again"),
    Example("a: b: c", "'b: c'"), Example("a: b\n  c: d", "': d'"), Example("a: - b", "a block"),
    Example("a:\n\tb: 1", "a tab"), Example("a: 1\n  b: 2", "': 2'"),
    Example("a:\n  b: 1\n c: 2", "'c: 2'"),
    Example("a: 1\nb", "'b'"), Example("- a\nb: 1", "'b: 1'"), Example("a: 1\n- b", "'- b'"),
    Example("a: 'x", "the end"), Example("a: \"x", "the end"), Example("a: 'x' y", "'y'"),
    Example("a: [1", "the end"), Example("a: {b: 1", "the end"), Example("a: [1 2}", "'}'"),
    Example("a: [,]", "',]'"), Example("a: ]", "']'"), Example("a: @x", "'@x'"),
    Example("a: `x", "'`x'"),
    Example(#"a: "\q""#, "'q"), Example(#"a: "\u12""#, "'12"), Example(#"a: "\ud800""#, "'d800"),
    Example("a: |x\n  b", "'x'"), Example("a: |+-\n  b", "'-'"),
    Example("a: 99999999999999999999", "a greater one"),
    Example("a: 'x\nb'", "'b'"), Example("? [a]\n: 1", "something else"),
    Example("[a: 1]", "': 1]'"),
  ])
  func `what could be misread is refused`(_ example: Example) throws {
    let error = #expect(throws: YAMLError.self) { try YAMLReader.value(in: example.yaml) }
    let found = error?.found ?? ""
    #expect(found.contains(example.json), "\(found)")
  }

  @Test func `an error says where`() throws {
    let error = #expect(throws: YAMLError.self) { try YAMLReader.value(in: "a: 1\nb: &x 2\n") }
    #expect(
      error?.description
        == "Reading YAML stopped at line 2, byte 8: expected a value, but found an "
        + "anchor; write the value out, or put it in quotes if it is meant as a text."
    )
  }

  @Test func `texts are written as PyYAML writes them, and read back`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/yaml_texts.json")
    let golden = try Value(json: String(contentsOf: file, encoding: .utf8))
    let rows = golden["texts"].elements
    #expect(rows.count > 100)
    for row in rows {
      let text = try #require(row["text"].string)
      let forms: [(Value, Value)] = [
        (["k": .text(text)], row["value"]), (["a": [.text(text)]], row["list"]),
        (.record(Record([(text, .int(1))])), row["key"]),
      ]
      for (value, yaml) in forms {
        let written = YAMLWriter.string(value)
        #expect(try YAMLReader.value(in: written) == value)
        // What only some programs take for a number, PyYAML may leave without quotes.
        if case .ambiguous = YAMLScalar(text) { continue }
        let theirs = try #require(yaml.string)
        if text.unicodeScalars.contains(where: { $0 == "\u{85}" || $0 == "\u{2028}" }) {
          // Ends of lines in YAML 1.1, but not in YAML 1.2.
          #expect(throws: YAMLError.self) { try YAMLReader.value(in: theirs) }
          continue
        }
        #expect(written == theirs)
        #expect(try YAMLReader.value(in: theirs) == value)
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `values survive being written and read`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let value = JSONFuzzTests.value(&random, depth: 5)
      let text = YAMLWriter.string(value)
      #expect(try YAMLReader.value(in: text) == value, "\(text)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged documents are read or refused, and never more`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let signs = Array("abc:-?#&*!|>'\"%@[]{}, \n\n  \t\\01.~é\r".unicodeScalars)
    for _ in 0..<100 {
      var scalars = Array(
        YAMLWriter.string(JSONFuzzTests.value(&random, depth: 3)).unicodeScalars
      )
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0...scalars.count, using: &random)
        let sign = signs[Int.random(in: signs.indices, using: &random)]
        if place < scalars.count && Bool.random(using: &random) {
          scalars[place] = sign
        } else {
          scalars.insert(sign, at: place)
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      guard let value = try? YAMLReader.value(in: String(text)) else { continue }
      #expect(try YAMLReader.value(in: YAMLWriter.string(value)) == value, "\(String(text))")
    }
  }

  @Test(arguments: ["[", "{a: ", "- ", "a:\n", "? ", "[{a: "])
  func `deep nesting is refused`(piece: String) {
    var text = ""
    for level in 0..<20_000 {
      if piece == "a:\n" { text += String(repeating: " ", count: min(level, 300)) }
      text += piece
    }
    #expect(throws: YAMLError.self) { try YAMLReader.value(in: text) }
  }

  @Test func `a value that is too deep for blocks is written as JSON`() throws {
    var value = Value.int(1)
    for _ in 0..<90 { value = ["a": [value]] }
    let text = YAMLWriter.string(value)
    #expect(text.contains(#"{"a":[{"a":"#))
  }
}

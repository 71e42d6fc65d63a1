// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

@Suite struct ValueTests {
  @Test func `literals make values`() {
    let value: Value = [
      "flag": true, "count": 3, "share": 0.5, "name": "Ada", "tags": ["a", "b"], "none": .null,
    ]
    #expect(value["count"]?.int64 == 3)
    #expect(value["tags"]?[1]?.string == "b")
    #expect(value["tags"]?[2] == nil)
    #expect(value["absent"] == nil)
    #expect(value["none"] == .null)
    #expect(value["share"]?.number == 0.5)
    #expect(value["flag"]?.boolean == true)
    #expect(
      "\(value)"
        == #"{"flag":true,"count":3,"share":0.5,"name":"Ada","tags":["a","b"],"none":null}"#
    )
  }

  @Test func `subscripts change records`() {
    var value: Value = ["a": ["b": 1]]
    value["a"]?["b"] = 2
    value["a"]?["c"] = "x"
    #expect(value == ["a": ["b": 2, "c": "x"]])
    value["a"] = nil
    #expect(value == [:])
    var text: Value = "text"
    text["key"] = 1
    #expect(text == "text")
    var nothing = Value.null
    nothing["key"] = 1
    #expect(nothing == ["key": 1])
  }

  @Test func `integers take the form that fits`() {
    #expect(Value(integer: UInt64.max) == .bigInt(ExactDecimal(UInt64.max)))
    #expect(Value(integer: 5 as UInt8) == 5)
    #expect(ExactDecimal("1E+3").flatMap { Value(integer: $0) } == 1000)
    #expect(ExactDecimal("1.5").flatMap { Value(integer: $0) } == nil)
    #expect(ExactDecimal("1E+999999").flatMap { Value(integer: $0) } == nil)
  }

  @Test func `values code as JSON`() throws {
    let text = #"{"a":[1,2.5,null,true,"x",18446744073709551615,{}]}"#
    let value = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    #expect(
      value == [
        "a": [1, 2.5, .null, true, "x", .bigInt(ExactDecimal(UInt64.max)), [:]]
      ]
    )
    #expect(String(decoding: try JSONEncoder().encode(value), as: UTF8.self) == text)
    let typed: Value = ["d": .date(CalendarDate(days: 0)), "b": .binary([1])]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let encoded = String(decoding: try encoder.encode(typed), as: UTF8.self)
    #expect(encoded == #"{"b":"AQ==","d":"1970-01-01"}"#)
    let record = try JSONDecoder().decode(Record.self, from: Data(#"{"a":1}"#.utf8))
    #expect(record == ["a": 1])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Record.self, from: Data("[1]".utf8))
    }
  }

  @Test func `types describe themselves`() {
    #expect("\(DataType.decimal(precision: 12, scale: 2))" == "decimal(12, 2)")
    #expect("\(DataType.text)" == "text")
    #expect(
      "\(DataType.timestamp(precision: 3, hasTimeZone: false))" == "timestamp(3, no time zone)"
    )
  }

  @Test func `base 64 is read strictly`() {
    #expect(Base64.bytes(of: "") == [])
    #expect(Base64.bytes(of: "YQ==") == [0x61])
    #expect(Base64.bytes(of: "YWI=") == [0x61, 0x62])
    for text in ["YQ", "YQ=", "=YQ=", "Y===", "YQ==YQ==", "Y Q=", "YQ=a", "YWJ\n", "🙂"] {
      #expect(Base64.bytes(of: text) == nil, "\(text)")
    }
    for count in 0...20 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
      #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
      #expect(Hexadecimal.bytes(of: Hexadecimal.text(of: bytes).utf8.dropFirst(2)) == bytes)
    }
  }
}

@Suite struct RecordTests {
  @Test func `the last of equal keys sets the value at the first place`() {
    let record: Record = ["a": 1, "b": 2, "a": 3]
    #expect(record.map(\.key) == ["a", "b"])
    #expect(record["a"] == 3)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `records agree with a list of pairs`(seed: UInt64) {
    var random = SplitMix(state: seed)
    var record = Record()
    var model: [(String, Value)] = []
    for step in 0..<200 {
      let key = "k\(Int.random(in: 0..<40, using: &random))"
      let place = model.firstIndex { $0.0 == key }
      if Int.random(in: 0..<4, using: &random) == 0 {
        record[key] = nil
        if let place { model.remove(at: place) }
      } else {
        record[key] = .int(Int64(step))
        if let place {
          model[place].1 = .int(Int64(step))
        } else {
          model.append((key, .int(Int64(step))))
        }
      }
      #expect(record.keys == model.map(\.0))
      #expect(record.values == model.map(\.1))
      #expect(record.place(of: key) == model.firstIndex { $0.0 == key })
    }
    let unindexed = Record(uniqueKeys: record.keys, values: record.values)
    #expect(unindexed == record)
    #expect(unindexed.hashValue == record.hashValue)
    for key in record.keys { #expect(unindexed[key] == record[key]) }
  }
}

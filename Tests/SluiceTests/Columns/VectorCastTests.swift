// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct VectorCastTests {
  static let samples: [(DataType, [Value])] = [
    (.text, ["a", "", "12", "\"q\"", "ü\n"]),
    (.bigint, [0, -5, .int(.max), .int(1 << 53)]),
    (.bigint(bits: 128), [.int(7), .bigInt(ExactDecimal(unscaled: 1 << 100, scale: 0))]),
    (.double, [0.5, -0.0, 1e300, 2.0]),
    (.bool, [true, false]),
    (.timestamp, [.timestamp(Timestamp(microseconds: 1_700_000_000_000_001, offset: 0))]),
    (.timestamp(hasTimeZone: false), [.timestamp(Timestamp(microseconds: 5, offset: nil))]),
    (.date, [.date(CalendarDate(days: 19_000)), .date(CalendarDate(days: -1))]),
    (.time, [.time(TimeOfDay(microseconds: 3_600_000_001))]),
    (.decimal(precision: 10, scale: 2), [.decimal(ExactDecimal(unscaled: 995, scale: 2))]),
    (.wei, [.wei(ExactDecimal(unscaled: 1 << 100, scale: 0))]),
    (.binary, [.binary([0, 255, 16]), .binary([])]),
    (.json, [.record(["a": [1, "b"]]), .list([]), .int(3), .text("s")]),
  ]

  static func vector(_ type: DataType, _ values: [Value]) throws -> Vector {
    let builder = VectorBuilder(type)
    for value in values {
      builder.appendMissing()
      try builder.append(value)
    }
    return builder.finish()
  }

  @Test(arguments: 0..<samples.count)
  func `everything becomes text as it does in a text column`(index: Int) throws {
    let (type, values) = Self.samples[index]
    let vector = try Self.vector(type, values)
    let cast = try #require(vector.cast(to: .text))
    #expect(cast.type == .text && cast.validity == vector.validity)
    for row in 0..<vector.count {
      // A text in a json column is told from a number by its quotes.
      let text = type == .json ? JSONWriter().string(vector[row]) : vector[row].columnText
      let expected = vector[row].isNull ? Value.null : .text(text)
      #expect(cast[row] == expected)
    }
  }

  @Test(arguments: 0..<samples.count)
  func `everything becomes valid JSON`(index: Int) throws {
    let (type, values) = Self.samples[index]
    let vector = try Self.vector(type, values)
    let cast = try #require(vector.cast(to: .json))
    #expect(cast.type == .json && cast.validity == vector.validity)
    guard case .bytes(let views) = cast.storage else { Issue.record("\(cast.storage)"); return }
    for row in 0..<vector.count where vector.validity[row] {
      let value = try Value(json: views.string(at: row))
      #expect(JSONWriter().string(value) == JSONWriter().string(vector[row]))
    }
  }

  @Test func `integers become floating point while that is exact`() throws {
    let exact: [Value] = [1, -3, .int(1 << 53), .int(1 << 60)]
    let cast = try #require(try Self.vector(.bigint, exact).cast(to: .double))
    #expect((0..<4).map { cast[$0 * 2 + 1] } == [1.0, -3.0, .double(0x1p53), .double(0x1p60)])
    #expect(cast[0] == .null)
    #expect(try Self.vector(.bigint, [1, .int(1 << 53 + 1)]).cast(to: .double) == nil)
    let wide: [Value] = [.bigInt(ExactDecimal(unscaled: 1 << 100, scale: 0))]
    #expect(try Self.vector(.bigint(bits: 128), wide).cast(to: .double) != nil)
    #expect(try Self.vector(.bigint(bits: 128), [.int(.max)]).isCastable(to: .double) == false)
  }

  @Test(arguments: 0..<samples.count)
  func `nothing else is cast`(index: Int) throws {
    let (type, values) = Self.samples[index]
    let vector = try Self.vector(type, values)
    for kind in DataType.Kind.allCases where kind != .text && kind != .json {
      if kind == type.kind || kind == .double && type.kind == .bigint { continue }
      #expect(vector.cast(to: DataType(kind)) == nil)
      #expect(!vector.isCastable(to: DataType(kind)))
      #expect(!type.widens(to: DataType(kind)))
    }
    #expect(vector.cast(to: DataType(type.kind)) != nil)
  }

  @Test(arguments: 0...130)
  func `any length`(count: Int) {
    let builder = VectorBuilder(.bigint)
    for row in 0..<count {
      if row % 3 == 0 { builder.appendMissing() } else { builder.append(Int64(row)) }
    }
    let vector = builder.finish()
    for type in [DataType.text, .json, .double] {
      let cast = vector.cast(to: type)
      #expect(cast?.count == count)
      for row in 0..<count {
        #expect(cast?.validity[row] == (row % 3 != 0))
        #expect(row % 3 == 0 || cast?[row].description.hasPrefix("\(row)") == true)
      }
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Batches of columns of every type.
enum EncoderSamples {
  /// A column of every type and of types that are stored otherwise.
  static let columns = [
    Column("text", .text), Column("flag", .bool), Column("count", .bigint),
    Column("large", .bigint(bits: 128)), Column("ratio", .double),
    Column("instant", .timestamp), Column("local", .timestamp(hasTimeZone: false)),
    Column("day", .date), Column("at", .time), Column("plain", .decimal),
    Column("price", .decimal(precision: 12, scale: 2)),
    Column("whole", .decimal(precision: 38, scale: 0)),
    Column("tiny", .decimal(precision: 38, scale: 38)), Column("balance", .wei),
    Column("bytes", .binary), Column("document", .json),
    Column("a \"key\" of, more than 16 bytes", .bigint),
  ]

  /// The batch of some records; every column is there.
  static func batch(_ records: [Record], columns: [Column] = columns) -> Batch {
    let table = ShredTable(name: "t", fragments: ["t"], parent: nil, index: 0)
    let harness = ShredHarness(columns: columns)
    for _ in 0...records.count / 1_024 { table.grow() }
    for (row, record) in records.enumerated() {
      for column in columns {
        guard let type = column.type, let value = record[column.name], !value.isNull
        else { continue }
        let isStored = harness.shredder.storeIfFits(
          value,
          in: table.column(column.name, type: type),
          at: row
        )
        #expect(isStored, "\(column.name): \(value)")
      }
    }
    let pointers = columns.compactMap { column in
      column.type.map { table.column(column.name, type: $0) }
    }
    let heap = harness.shredder.hot.pointee.heap.take()
    return Batch(
      names: columns.map(\.name),
      vectors: pointers.map { $0.pointee.take(records.count, heap: heap) },
      rowCount: records.count
    )
  }

  static func value(_ type: DataType, _ random: inout SeededGenerator) -> Value {
    func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    let bits = random.next()
    let integer = Int64(bitPattern: bits) >> Int64(pick(64))
    switch type.kind {
    case .text:
      let text = JSONFuzzTests.text(&random)
      return .text(["", text, text, " " + text, text + "\t", "a,b", "007"][pick(7)])
    case .bool: return .bool(bits & 1 == 0)
    case .bigint:
      guard type.precision ?? 64 > 64 else { return .int(integer) }
      let wide = Int128(integer) * Int128(Int64(bitPattern: random.next()))
      return Value(integer: ExactDecimal(unscaled: wide, scale: 0)) ?? .int(0)
    case .double:
      let double = Double(bitPattern: bits)
      return .double(pick(2) == 0 && double.isFinite ? double : Double(integer % 10_000) / 100)
    case .timestamp:
      let micros = pick(2) == 0 ? integer % 60_000_000_000_000_000 : integer % 1_000 * 1_000_000
      return .timestamp(
        Timestamp(microseconds: micros, offset: type.hasTimeZone ?? true ? 0 : nil)
      )
    case .date: return .date(CalendarDate(days: Int32(integer % 700_000)))
    case .time: return .time(TimeOfDay(microseconds: Int64(bits % 86_400_000_000)))
    case .decimal:
      let limit = type.storedPrecision
      let wide = Int128(integer) * Int128(Int64(bitPattern: random.next()) >> Int64(pick(64)))
      let digits = wide % (limit >= 38 ? Int128.max : 1_000_000_000_000)
      return .decimal(ExactDecimal(unscaled: digits, scale: type.storedScale))
    case .wei:
      // What a wei column takes ends a little above 128 bits.
      let limbs = (bits, pick(2) == 0 ? 0 : bits, 0 as UInt64, 0 as UInt64)
      return .wei(ExactDecimal(limbs: limbs, isNegative: pick(2) == 0))
    // Base64 that begins with `0x` is read as hexadecimal, as in dlt.
    case .binary: return .binary((0..<pick(20)).map { UInt8($0 == 0 ? pick(128) : pick(256)) })
    case .json: return JSONFuzzTests.value(&random, depth: 2)
    }
  }

  static func records(_ count: Int, _ random: inout SeededGenerator) -> [Record] {
    (0..<count).map { _ in
      var record = Record()
      for column in columns {
        guard let type = column.type, Int.random(in: 0..<4, using: &random) > 0 else { continue }
        record[column.name] = value(type, &random)
      }
      return record
    }
  }
}

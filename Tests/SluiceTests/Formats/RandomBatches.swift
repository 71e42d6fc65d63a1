// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Batches of any shape, the same for the same seed.
struct RandomBatches {
  static let types: [DataType] = [
    .bool, .bigint, .bigint(bits: 128), .double, .date, .time, .timestamp, .decimal,
    .decimal(precision: 12, scale: 2), .wei, .text, .json, .binary,
  ]

  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// A batch with each type a few times: columns full of values, with holes, empty, and all the same.
  mutating func batch(rows: Int) throws -> Batch {
    var names: [String] = []
    var vectors: [Vector] = []
    for type in Self.types {
      for style in 0..<Int.random(in: 1...3, using: &random) {
        names.append("\(type.kind) \(names.count) \(style)")
        vectors.append(try vector(type, rows))
      }
    }
    let shared = sharedTexts(rows)
    names += shared.indices.map { "shared \($0)" }
    return Batch(names: names, vectors: vectors + shared, rowCount: rows)
  }

  private mutating func vector(_ type: DataType, _ rows: Int) throws -> Vector {
    let builder = VectorBuilder(type)
    let share = [0, 10, 5, 9, 1].randomElement(using: &random) ?? 10
    let size = [0, 8, 16, 32, 60].randomElement(using: &random) ?? 8
    let isSame = Int.random(in: 0..<4, using: &random) == 0
    let same = value(type, size)
    for _ in 0..<rows {
      let isThere = Int.random(in: 0..<10, using: &random) < share
      let value = isSame ? same : value(type, size)
      try builder.append(isThere ? value : .null)
    }
    return builder.finish()
  }

  private mutating func value(_ type: DataType, _ bits: Int) -> Value {
    let limit = Int64(1) << Int64(bits)
    let number = Int64.random(in: -limit...limit, using: &random)
    let bytes = (0..<Int.random(in: 0...bits, using: &random)).map { _ in
      UInt8.random(in: 97...122, using: &random)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    switch type.kind {
    case .bool: return .bool(number > 0)
    case .bigint where type.precision ?? 64 > 64:
      return Value(integer: Int128(number) << Int128(bits))
    case .bigint: return .int(number)
    case .double: return .double(Double(number) / 7)
    case .date: return .date(CalendarDate(days: Int32(truncatingIfNeeded: number % 100_000)))
    case .time: return .time(TimeOfDay(microseconds: abs(number) % 86_400_000_000))
    case .timestamp:
      return .timestamp(Timestamp(microseconds: 1_700_000_000_000_000 + number % 1_000_000_000_000))
    case .decimal: return .decimal(ExactDecimal(unscaled: Int128(number % 1_000_000), scale: 2))
    case .wei: return .wei(ExactDecimal(number))
    case .text: return .text(text)
    case .json: return [.text(text), .int(number)]
    case .binary: return .binary(bytes)
    }
  }

  /// Columns that share a heap, of which they use all, or a little.
  private mutating func sharedTexts(_ rows: Int) -> [Vector] {
    let count = Int.random(in: 0...3, using: &random)
    var heap = ContiguousArray<UInt8>()
    var views = [ContiguousArray<UInt64>](repeating: [], count: count)
    for _ in 0..<rows {
      for column in 0..<count {
        let length = Int.random(in: 0...20, using: &random)
        views[column].append(UInt64(heap.count) << 32 | UInt64(length))
        for _ in 0..<length { heap.append(UInt8.random(in: 65...90, using: &random)) }
      }
      let unused = Bool.random(using: &random) ? 0 : 30
      heap += repeatElement(7, count: unused)
    }
    return views.map { views in
      Vector(
        type: .text,
        storage: .bytes(ByteViews(views: views, heap: heap)),
        validity: Validity(allValid: rows)
      )
    }
  }
}

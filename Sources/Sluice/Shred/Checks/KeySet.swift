// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The values of a row in some columns, as a number that differs if they do.
///
/// Two different keys have the same digest with a probability of one in 2¹²⁸.
struct KeyDigest: Hashable, Sendable {
  private let first: Int
  private let second: Int

  /// The digest of `values`, or `nil` if one of them is missing.
  init?(_ values: [Value]) {
    var (first, second) = (Hasher(), Hasher())
    second.combine(0x51)
    for value in values {
      guard !value.isMissing else { return nil }
      let canonical = Self.canonical(value)
      first.combine(canonical)
      second.combine(canonical)
    }
    self.first = first.finalize()
    self.second = second.finalize()
  }

  /// The same value for all types of numbers that are the same, and for all offsets of an instant.
  ///
  /// A column may become text while rows are on their way: values are the same as their texts.
  private static func canonical(_ value: Value) -> Value {
    switch value {
    case .text(let text):
      // Most texts are told apart by their first byte.
      guard let first = text.utf8.first, first == 0x2D || first &- 0x30 < 10,
        let integer = Int64(text), integer.description == text
      else { return value }
      return .int(integer)
    case .double(let number):
      return Int64(exactly: number).map { .int($0) } ?? .text(value.columnText)
    case .bool, .date, .time: return .text(value.columnText)
    case .bigInt(let number), .decimal(let number), .wei(let number):
      if let small = number.int64 { return .int(small) }
      return .text(number.description)
    case .timestamp(let moment):
      let instant = Value.timestamp(Timestamp(microseconds: moment.microseconds))
      return .text(instant.columnText)
    case .hexBytes(let bytes): return .binary(bytes)
    default: return value
    }
  }
}

/// Keys that several tasks ask for and add to.
final class KeySet: Sendable {
  private let keys = Locked<Set<KeyDigest>>([])

  /// Whether `key` is among them.
  func contains(_ key: KeyDigest) -> Bool { keys.withLock { $0.contains(key) } }

  /// Adds `key`; false if it was there.
  func insert(_ key: KeyDigest) -> Bool { keys.withLock { $0.insert(key).inserted } }

  /// Takes `key` out.
  func remove(_ key: KeyDigest) { keys.withLock { _ = $0.remove(key) } }

  /// Adds the keys of rows that are columns already.
  func add(_ batch: Batch, columns: [String]) {
    let vectors = columns.compactMap { batch[$0] }
    guard vectors.count == columns.count else { return }
    keys.withLock { keys in
      for row in 0..<batch.rowCount {
        if let key = KeyDigest(vectors.map { $0[row] }) { keys.insert(key) }
      }
    }
  }
}

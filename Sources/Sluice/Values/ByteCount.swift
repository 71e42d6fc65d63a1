// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A number of bytes.
public struct ByteCount: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number.
  public let bytes: Int

  private init(_ bytes: Int) {
    precondition(bytes >= 0, "A number of bytes cannot be negative.")
    self.bytes = bytes
  }

  /// This many bytes.
  public static func bytes(_ count: Int) -> ByteCount { ByteCount(count) }
  /// This many times 1,024 bytes.
  public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count << 10) }
  /// This many times 1,048,576 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }

  /// Whether the left number is smaller.
  public static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }

  /// The number in the unit that suits it, with one digit after the point: `1.5 MiB`.
  public var description: String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes >= 1 << shift {
      let tenths = (bytes &>> (shift - 10)) * 10 / 1_024
      return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return "\(bytes) B"
  }
}

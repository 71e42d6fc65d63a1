// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// An integer of up to 256 bits and a sign, as a column of the type wei stores it.
public struct WideInteger: Sendable, Hashable, BitwiseCopyable {
  /// The magnitude, its lowest 64 bits first.
  package var limbs: (UInt64, UInt64, UInt64, UInt64)
  /// Whether the number is below zero.
  public var isNegative: Bool

  /// Makes the number zero.
  public init() {
    limbs = (0, 0, 0, 0)
    isNegative = false
  }

  /// Makes a number from its magnitude, lowest limb first.
  package init(limbs: (UInt64, UInt64, UInt64, UInt64), isNegative: Bool) {
    self.limbs = limbs
    self.isNegative = isNegative
  }

  /// Whether both numbers are the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.limbs == right.limbs && left.isNegative == right.isNegative
  }

  /// Feeds the number to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(limbs.0)
    hasher.combine(limbs.1)
    hasher.combine(limbs.2)
    hasher.combine(limbs.3)
    hasher.combine(isNegative)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: a value made of zero bytes.

extension RawRepresentable {
  /// The first case of an enumeration without associated values; `nil` for types that are larger.
  ///
  /// Enumerations with raw values refuse all raw values but their own, which nothing lists unless
  /// they are `CaseIterable`.
  static var firstTrivial: Self? {
    // Safe: cases without values are numbered from zero, in the one or two bytes that hold the
    // number; of a single case there is no number at all. Other types of that size that need no
    // destruction are made of such enumerations, truth values and integers, for which zero is a value,
    // too. A type without values would be made, but what has a raw value has values. The type itself
    // is asked whether it knows the value before it is used.
    guard _isPOD(Self.self), MemoryLayout<Self>.size <= 2 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: 2, alignment: 2) { bytes in
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      guard let base = bytes.baseAddress else { return nil }
      return Self(rawValue: base.load(as: Self.self).rawValue)
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
  @inline(__always) var isASCIIDigit: Bool { self &- 0x30 < 10 }

  /// Whether this is a space, a tab or the end of a line or page.
  @inline(__always) var isASCIISpace: Bool { self == 0x20 || self &- 0x09 < 5 }

  @inline(__always) var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

  @inline(__always) var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  @inline(__always) var hexadecimalValue: UInt8? {
    if isASCIIDigit { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}

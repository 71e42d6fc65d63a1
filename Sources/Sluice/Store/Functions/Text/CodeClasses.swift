// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What Unicode says about code points.
enum CodeClasses {
  /// Whether a code point is a space between words.
  static func isSpace(_ scalar: UInt32) -> Bool {
    UnicodeScalar(scalar)?.properties.generalCategory == .spaceSeparator
  }

  /// Appends a text in capitals or in small letters, code point by code point.
  static func appendMapped(_ text: TextBytes, isUpper: Bool, to bytes: inout [UInt8]) {
    let first: UInt8 = isUpper ? 0x61 : 0x41
    if LowerCase.isASCII(text) {
      bytes.append(contentsOf: text)
      bytes.withUnsafeMutableBufferPointer { target in
        for place in target.indices where target[place] &- first < 26 { target[place] ^= 0x20 }
      }
      return
    }
    var place = 0
    while place < text.count {
      let byte = text[place]
      if byte < 0x80 {
        bytes.append(byte &- first < 26 ? byte ^ 0x20 : byte)
        place += 1
        continue
      }
      let (scalar, length) = UTF8Scalar.decode(text, at: place)
      if let scalar, let point = UnicodeScalar(scalar) {
        UTF8Scalar.encode(mapped(point, isUpper: isUpper), into: &bytes)
      } else {
        bytes += text[place..<place + length]
      }
      place += length
    }
  }

  private static func mapped(_ point: UnicodeScalar, isUpper: Bool) -> UInt32 {
    // There is a capital sharp s, which full mappings write as two letters.
    if point.value == 0xDF { return isUpper ? 0x1E9E : 0xDF }
    let properties = point.properties
    let mapping = isUpper ? properties.uppercaseMapping : properties.lowercaseMapping
    let scalars = mapping.unicodeScalars
    if scalars.count == 1, let first = scalars.first { return first.value }
    // Of several letters the first is the mapping of one, where there are small letters with points.
    return point.value == 0x130 ? 0x69 : point.value
  }

  /// Appends a text without the marks above and below its letters.
  static func appendWithoutAccents(_ text: TextBytes, to bytes: inout [UInt8]) {
    if LowerCase.isASCII(text) {
      bytes += text
      return
    }
    let string = String(decoding: text, as: UTF8.self)
    var stripped = String.UnicodeScalarView()
    for scalar in string.decomposed where scalar.properties.generalCategory != .nonspacingMark {
      stripped.append(scalar)
    }
    bytes += String(String(stripped).composed).utf8
  }

  /// Appends a text whose letters are put together with their marks.
  static func appendComposed(_ text: TextBytes, to bytes: inout [UInt8]) {
    if LowerCase.isASCII(text) {
      bytes += text
    } else {
      bytes += String(String(decoding: text, as: UTF8.self).composed).utf8
    }
  }
}

extension String {
  private func scalars(_ view: some Sequence<UnicodeScalar>) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    for scalar in view { result.append(scalar) }
    return result
  }

  fileprivate var decomposed: String.UnicodeScalarView { scalars(_nfd) }
  fileprivate var composed: String.UnicodeScalarView { scalars(_nfc) }
}

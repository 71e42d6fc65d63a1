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
    for point in TextPlaces.points(text) {
      if let scalar = UnicodeScalar(point), scalar.properties.generalCategory == .nonspacingMark {
        continue
      }
      UTF8Scalar.encode(Accents.shared.bases[point] ?? point, into: &bytes)
    }
  }

  /// Appends a text whose letters are put together with their marks.
  static func appendComposed(_ text: TextBytes, to bytes: inout [UInt8]) {
    if LowerCase.isASCII(text) {
      bytes += text
      return
    }
    var last: UInt32?
    for point in TextPlaces.points(text) {
      if let base = last {
        if let composed = Accents.shared.composed[UInt64(base) << 32 | UInt64(point)] {
          last = composed
          continue
        }
        UTF8Scalar.encode(base, into: &bytes)
      }
      last = point
    }
    if let last { UTF8Scalar.encode(last, into: &bytes) }
  }
}

/// The letters of the Latin script that have marks.
private struct Accents {
  static let shared = Accents()

  /// The letter without its marks.
  private(set) var bases: [UInt32: UInt32] = [:]
  /// The letter that a letter and a mark make.
  private(set) var composed: [UInt64: UInt32] = [:]

  // Texts are equal, and have the same hash, however their marks are written.
  init() {
    var letters: [String: UInt32] = [:]
    for range in [0xC0...0x24F, 0x1E00...0x1EFF] as [ClosedRange<UInt32>] {
      for point in range {
        if let scalar = UnicodeScalar(point) { letters[String(Character(scalar))] = point }
      }
    }
    var roots: [UInt32] = Array(0x41...0x5A) + Array(0x61...0x7A)
    // A letter has two marks at most.
    for _ in 0..<2 {
      var found: [UInt32] = []
      for root in roots {
        for mark in 0x300...0x338 as ClosedRange<UInt32> {
          guard let letter = UnicodeScalar(root), let sign = UnicodeScalar(mark) else { continue }
          var text = String.UnicodeScalarView()
          text.append(letter)
          text.append(sign)
          guard let point = letters[String(text)] else { continue }
          composed[UInt64(root) << 32 | UInt64(mark)] = point
          if bases[point] == nil { found.append(point) }
          bases[point] = bases[root] ?? root
        }
      }
      roots = found
    }
  }
}

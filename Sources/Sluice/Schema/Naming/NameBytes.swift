// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The steps that naming conventions share, on bytes of UTF-8.
enum NameBytes {
  static let underscore: UInt8 = 0x5F

  /// The letters, digits and underscores of `raw`, with one underscore for each run of others.
  ///
  /// Letters are those of ASCII. Digits are all that Unicode calls decimal, as dlt has it.
  /// `replacement` changes single ASCII bytes first.
  static func word(_ raw: String, replacing replacement: (UInt8) -> UInt8) -> [UInt8] {
    var word: [UInt8] = []
    word.reserveCapacity(raw.utf8.count)
    var isInRun = false
    for scalar in raw.unicodeScalars {
      if scalar.isASCII {
        let byte = replacement(UInt8(truncatingIfNeeded: scalar.value))
        if byte.isWordASCII {
          word.append(byte)
          isInRun = false
          continue
        }
      } else if scalar.properties.generalCategory == .decimalNumber {
        word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        isInRun = false
        continue
      }
      if !isInRun { word.append(underscore) }
      isInRun = true
    }
    return word
  }

  /// Whether a word begins with a digit; of what is not ASCII a word has digits only.
  static func startsWithDigit(_ word: [UInt8]) -> Bool {
    guard let first = word.first else { return false }
    return first.isDigitASCII || first >= 0x80
  }

  /// The text with one underscore in place of every run of them.
  static func collapsed(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes where byte != underscore || result.last != underscore {
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text with an underscore in place of every scalar that is unwanted.
  static func replacing(_ raw: String, where isUnwanted: (Unicode.Scalar) -> Bool) -> String {
    guard raw.unicodeScalars.contains(where: isUnwanted) else { return raw }
    var result = String.UnicodeScalarView()
    for scalar in raw.unicodeScalars { result.append(isUnwanted(scalar) ? "_" : scalar) }
    return String(result)
  }
}

extension UInt8 {
  var isLowercaseASCII: Bool { self &- 0x61 < 26 }
  var isUppercaseASCII: Bool { self &- 0x41 < 26 }
  var isDigitASCII: Bool { self &- 0x30 < 10 }
  var isWordASCII: Bool {
    isLowercaseASCII || isUppercaseASCII || isDigitASCII || self == NameBytes.underscore
  }
}

extension Unicode.Scalar {
  /// Whether dlt takes this for white space: Python's list, which has four separators more.
  var isBlank: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A: true
    case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

extension String {
  /// Whether there is nothing but white space.
  var isBlank: Bool { unicodeScalars.allSatisfy(\.isBlank) }

  /// The text without the white space around it.
  func trimmingBlanks() -> String {
    let scalars = unicodeScalars
    guard let first = scalars.first, let last = scalars.last, first.isBlank || last.isBlank else {
      return self
    }
    var rest = scalars[...]
    while let scalar = rest.first, scalar.isBlank { rest.removeFirst() }
    while let scalar = rest.last, scalar.isBlank { rest.removeLast() }
    return String(rest)
  }

  /// The texts before, between and after the places where `separator` stands.
  ///
  /// Works on bytes: a mark that combines with a separator does not hide it.
  func split(around separator: String) -> [String] {
    let mark = Array(separator.utf8)
    let bytes = Array(utf8)
    guard !mark.isEmpty, bytes.count >= mark.count else { return [self] }
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + mark.count <= bytes.count {
      if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }
}

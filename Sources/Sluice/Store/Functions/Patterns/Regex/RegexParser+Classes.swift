// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RegexParser {
  /// Reads a class in brackets.
  mutating func parseClass() throws(PatternError) -> CodePointSet {
    let start = place
    var ranges: [ClosedRange<UInt32>] = []
    place += 1
    let isNegated = peek == "^"
    if isNegated { place += 1 }
    var isFirst = true
    // A bracket that comes first stands for itself.
    while peek != "]" || isFirst {
      isFirst = false
      guard peek != nil else { throw error(.missingBracket, from: start, to: scalars.count) }
      if peek == "[", peek(1) == ":", let set = try parsePOSIX() {
        ranges += withCase(set).ranges
      } else if let set = try parseNamedSet() {
        ranges += set.ranges
      } else {
        let range = try parseRange(in: start)
        ranges += withCase(CodePointSet(range)).ranges
      }
    }
    place += 1
    let set = CodePointSet(ranges)
    return isNegated ? set.inverted : set
  }

  /// Reads `[:name:]`; `nil` if it does not end, as the bracket stands for itself then.
  private mutating func parsePOSIX() throws(PatternError) -> CodePointSet? {
    var end = place + 2
    while end + 1 < scalars.count, !(scalars[end] == 0x3A && scalars[end + 1] == 0x5D) { end += 1 }
    guard end + 1 < scalars.count else { return nil }
    var name = ""
    for value in scalars[(place + 2)..<end] {
      if let scalar = Unicode.Scalar(value) { name.unicodeScalars.append(scalar) }
    }
    let isNegated = name.hasPrefix("^")
    guard let set = NamedSets.posix[isNegated ? String(name.dropFirst()) : name] else {
      throw error(.badRange, from: place, to: end + 2)
    }
    place = end + 2
    return isNegated ? withCase(set).inverted : set
  }

  private mutating func parseRange(in start: Int) throws(PatternError) -> ClosedRange<UInt32> {
    let from = place
    let low = try parseClassScalar(in: start)
    guard peek == "-", let next = peek(1), next != "]" else { return low...low }
    place += 1
    let high = try parseClassScalar(in: start)
    guard low <= high else { throw error(.badRange, from: from) }
    return low...high
  }

  private mutating func parseClassScalar(in start: Int) throws(PatternError) -> UInt32 {
    guard let scalar = peek else {
      throw error(.missingBracket, from: start, to: scalars.count)
    }
    if scalar == "\\" { return try parseEscapedScalar(from: place) }
    place += 1
    return scalar.value
  }
}

/// Sets of ASCII that patterns name.
enum NamedSets {
  /// Those after a backslash, by their lower-case letter.
  static let perl: [String: CodePointSet] = [
    "d": CodePointSet(0x30...0x39),
    "s": CodePointSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20]),
    "w": CodePointSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]),
  ]

  /// Those between `[:` and `:]`.
  static let posix: [String: CodePointSet] = [
    "alnum": CodePointSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
    "alpha": CodePointSet([0x41...0x5A, 0x61...0x7A]),
    "ascii": CodePointSet(0...0x7F),
    "blank": CodePointSet([0x09...0x09, 0x20...0x20]),
    "cntrl": CodePointSet([0...0x1F, 0x7F...0x7F]),
    "digit": CodePointSet(0x30...0x39),
    "graph": CodePointSet(0x21...0x7E),
    "lower": CodePointSet(0x61...0x7A),
    "print": CodePointSet(0x20...0x7E),
    "punct": CodePointSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
    "space": CodePointSet([0x09...0x0D, 0x20...0x20]),
    "upper": CodePointSet(0x41...0x5A),
    "word": CodePointSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]),
    "xdigit": CodePointSet([0x30...0x39, 0x41...0x46, 0x61...0x66]),
  ]
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RegexParser {
  /// Reads what a backslash begins, outside of a class.
  mutating func parseEscaped() throws(PatternError) {
    let start = place
    switch peek(1) {
    case "b": pushAssertion(.wordBoundary)
    case "B": pushAssertion(.noWordBoundary)
    case "A": pushAssertion(.beginText)
    case "z": pushAssertion(.endText)
    case "C":
      place += 2
      push(tree.add(.anyByte))
    case "Q":
      place += 2
      while let scalar = peek {
        if scalar == "\\", peek(1) == "E" {
          place += 2
          break
        }
        place += 1
        pushLiteral(scalar.value)
      }
    default:
      if let set = try parseNamedSet() {
        push(tree.add(.set(set)))
      } else {
        pushLiteral(try parseEscapedScalar(from: start))
      }
    }
  }

  private mutating func pushAssertion(_ assertion: RegexAssertion) {
    place += 2
    push(tree.add(.assertion(assertion)))
  }

  /// Reads a set with a name of one letter, or a category; `nil` if none stands here.
  mutating func parseNamedSet() throws(PatternError) -> CodePointSet? {
    guard peek == "\\", let letter = peek(1) else { return nil }
    switch letter {
    case "d", "D", "s", "S", "w", "W":
      place += 2
      let name = letter.properties.lowercaseMapping
      let set = withCase(NamedSets.perl[name] ?? CodePointSet())
      return letter.properties.isUppercase ? set.inverted : set
    case "p", "P":
      let start = place
      place += 2
      return try parseCategory(isNegated: letter == "P", from: start)
    default: return nil
    }
  }

  private mutating func parseCategory(
    isNegated: Bool,
    from start: Int
  ) throws(PatternError) -> CodePointSet {
    var isNegated = isNegated
    var name = ""
    guard let first = peek else { throw error(.badRange, from: start) }
    place += 1
    if first == "{" {
      while let scalar = peek, scalar != "}" {
        name.unicodeScalars.append(scalar)
        place += 1
      }
      guard peek == "}" else { throw error(.badRange, from: start) }
      place += 1
      if name.hasPrefix("^") {
        name.removeFirst()
        isNegated.toggle()
      }
    } else {
      name.unicodeScalars.append(first)
    }
    guard let set = UnicodeCategories.shared[name] ?? UnicodeScripts.shared[name] else {
      throw error(.badRange, from: start)
    }
    return isNegated ? withCase(set).inverted : withCase(set)
  }

  /// A set with what differs in case only, if case does not matter here.
  func withCase(_ set: CodePointSet) -> CodePointSet { options.ignoresCase ? set.caseFolded : set }

  /// Reads an escape that stands for one code point.
  mutating func parseEscapedScalar(from start: Int) throws(PatternError) -> UInt32 {
    place += 1
    guard let scalar = peek else { throw error(.trailingBackslash, from: scalars.count) }
    place += 1
    switch scalar {
    case "1"..."7":
      // A digit alone would refer to a group, which takes more than linear time.
      guard let next = peek, ("0"..."7").contains(next) else { break }
      return parseOctal(scalar.value - 0x30)
    case "0": return parseOctal(0)
    case "x": return try parseHexadecimal(from: start)
    case "a": return 0x07
    case "f": return 0x0C
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "v": return 0x0B
    default:
      let isLetterOrDigit =
        scalar.isASCII && RegexAssertion.isWord(UInt8(scalar.value)) && scalar != "_"
      if scalar.isASCII, !isLetterOrDigit { return scalar.value }
    }
    throw error(.badEscape, from: start)
  }

  private mutating func parseOctal(_ first: UInt32) -> UInt32 {
    var value = first
    for _ in 0..<2 {
      guard let digit = peek, ("0"..."7").contains(digit) else { break }
      value = value * 8 + (digit.value - 0x30)
      place += 1
    }
    return value
  }

  private mutating func parseHexadecimal(from start: Int) throws(PatternError) -> UInt32 {
    guard let first = peek else { throw error(.badEscape, from: start) }
    place += 1
    var value: UInt32 = 0
    if first == "{" {
      var count = 0
      while let digit = peek?.hexadecimalValue {
        place += 1
        count += 1
        value = value * 16 + digit
        guard value <= CodePointSet.last else { throw error(.badEscape, from: start) }
      }
      let end = peek
      if end != nil { place += 1 }
      guard end == "}", count > 0 else { throw error(.badEscape, from: start) }
      return value
    }
    let second = peek?.hexadecimalValue
    if peek != nil { place += 1 }
    guard let high = first.hexadecimalValue, let low = second else {
      throw error(.badEscape, from: start)
    }
    return high * 16 + low
  }
}

extension Unicode.Scalar {
  /// The value of a hexadecimal digit.
  fileprivate var hexadecimalValue: UInt32? {
    switch self {
    case "0"..."9": value - 0x30
    case "a"..."f": value - 0x61 + 10
    case "A"..."F": value - 0x41 + 10
    default: nil
    }
  }
}

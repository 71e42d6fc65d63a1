// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RegexParser {
  /// What begins with `(?`.
  enum GroupStart {
    /// Options for what follows: no group.
    case options
    /// A group that remembers nothing.
    case plain
    /// A group with a name.
    case named(String)
  }

  /// Reads what follows a parenthesis, from the question mark on.
  mutating func parseGroupStart(from start: Int) throws(PatternError) -> GroupStart {
    place += 1
    if peek == "P" || peek == "<" { return .named(try parseName(from: start)) }
    var changed = options
    var (isOn, sawLetter) = (true, false)
    while let letter = peek {
      place += 1
      switch letter {
      case "i": changed.ignoresCase = isOn
      case "m": changed.isMultiLine = isOn
      case "s": changed.dotMatchesNewline = isOn
      case "U": changed.isLazy = isOn
      case "-":
        guard isOn else { throw error(.badGroup, from: start) }
        isOn = false
        sawLetter = false
        continue
      case ":", ")":
        guard isOn || sawLetter else { throw error(.badGroup, from: start) }
        options = changed
        return letter == ":" ? .plain : .options
      default: throw error(.badGroup, from: start)
      }
      sawLetter = true
    }
    throw error(.badGroup, from: start)
  }

  private mutating func parseName(from start: Int) throws(PatternError) -> String {
    if peek == "P" {
      place += 1
      guard peek == "<" else { throw error(.badGroup, from: start) }
    } else if peek(1) == "=" || peek(1) == "!" {
      place += 2
      throw error(.badGroup, from: start)
    }
    place += 1
    var name = ""
    while let scalar = peek, scalar != ">" {
      name.unicodeScalars.append(scalar)
      place += 1
    }
    guard peek == ">" else { throw error(.badName, from: start) }
    place += 1
    guard !name.isEmpty, name.unicodeScalars.allSatisfy(Self.isOfName) else {
      throw error(.badName, from: start)
    }
    return name
  }

  private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return RegexAssertion.isWord(UInt8(scalar.value)) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lower case with underscores: `userID` and `User-Id` become `user_id`.
///
/// This is the convention of dlt, and the default.
public struct SnakeCase: NamingConvention, Hashable {
  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  public var maximumLength: Int?

  /// Makes the convention.
  public init(maximumLength: Int? = nil) { self.maximumLength = maximumLength }

  public var name: String { "snake_case" }
  public var isCaseSensitive: Bool { false }

  public func normalize(identifier raw: String) -> String {
    let word = NameBytes.word(raw, replacing: Self.replacement)
    var result: [UInt8] = []
    result.reserveCapacity(word.count + 8)
    if NameBytes.startsWithDigit(word) { result.append(NameBytes.underscore) }
    for index in word.indices {
      let byte = word[index]
      if byte.isUppercaseASCII, index > 0, word[index - 1] != NameBytes.underscore {
        // A hump begins after a small letter or digit, and where the next letter is small:
        // `getHTTPResponse` has one before `H` and one before `R`.
        let before = word[index - 1]
        let startsHump = index + 1 < word.count && word[index + 1].isLowercaseASCII
        if startsHump || before.isLowercaseASCII || before.isDigitASCII {
          result.append(NameBytes.underscore)
        }
      }
      result.append(byte.lowercasedASCII)
    }
    // Underscores at the end become as many x, so that `a` and `a_` stay apart.
    var end = result.count
    while end > 0, result[end - 1] == NameBytes.underscore {
      end -= 1
      result[end] = 0x78
    }
    return NameBytes.collapsed(result)
  }

  /// What stands for a sign that would be lost otherwise.
  private static func replacement(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x2B, 0x2A: 0x78  // "+" and "*" become "x"
    case 0x2D: NameBytes.underscore  // "-"
    case 0x40: 0x61  // "@" becomes "a"
    case 0x7C: 0x6C  // "|" becomes "l"
    default: byte
    }
  }
}

extension NamingConvention where Self == SnakeCase {
  /// Lower case with underscores, as dlt names things unless told otherwise.
  public static var snakeCase: SnakeCase { SnakeCase() }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What takes the place of a match: bytes, and with `\0` to `\9` what groups matched.
struct RegexRewrite: Sendable {
  /// A part of a replacement.
  enum Part: Hashable, Sendable {
    case bytes([UInt8])
    case group(Int)
  }

  /// The parts, in their order.
  private(set) var parts: [Part] = []
  /// Whether any group but the match is asked for.
  var needsGroups: Bool {
    parts.contains { part in
      if case .group(let number) = part { number > 0 } else { false }
    }
  }

  /// Reads a replacement for the matches of a pattern.
  ///
  /// - Throws: ``PatternError`` for a group that the pattern does not have, and for a backslash
  ///   before anything but a digit or another one.
  init(
    _ replacement: UnsafeBufferPointer<UInt8>,
    for pattern: RegexPattern
  ) throws(PatternError) {
    var run: [UInt8] = []
    var place = 0
    while place < replacement.count {
      let byte = replacement[place]
      guard byte == UInt8(ascii: "\\") else {
        run.append(byte)
        place += 1
        continue
      }
      let next: UInt8? = place + 1 < replacement.count ? replacement[place + 1] : nil
      switch next {
      case UInt8(ascii: "\\"): run.append(byte)
      case let digit? where digit &- 0x30 < 10:
        let number = Int(digit - 0x30)
        guard number <= pattern.groupCount else {
          throw PatternError(reason: .badRewriteGroup, fragment: "\\\(number)", offset: place)
        }
        if !run.isEmpty { parts.append(.bytes(run)) }
        run = []
        parts.append(.group(number))
      default: throw PatternError(reason: .badRewriteEscape, fragment: "\\", offset: place)
      }
      place += 2
    }
    if !run.isEmpty { parts.append(.bytes(run)) }
  }
}

extension RegexMatcher {
  /// Appends a text to `result` with its first match, or all of them, replaced.
  ///
  /// - Returns: The number of matches. Without any, nothing is appended: the text stays as it is.
  func replace(
    in text: UnsafeBufferPointer<UInt8>,
    with rewrite: RegexRewrite,
    isGlobal: Bool,
    into result: inout [UInt8]
  ) -> Int {
    var (copied, count) = (0, 0)
    if isGlobal {
      forEachMatch(in: text, needsGroups: rewrite.needsGroups) { match in
        result += text[copied..<match.lowerBound]
        append(rewrite, match, of: text, to: &result)
        copied = match.upperBound
        count += 1
      }
    } else {
      let match: Range<Int>? =
        if rewrite.needsGroups {
          findGroups(in: text) ? range(ofGroup: 0) : nil
        } else {
          firstMatch(in: text)
        }
      if let match {
        result += text[..<match.lowerBound]
        append(rewrite, match, of: text, to: &result)
        copied = match.upperBound
        count = 1
      }
    }
    if count > 0 { result += text[copied...] }
    return count
  }

  private func append(
    _ rewrite: RegexRewrite,
    _ match: Range<Int>,
    of text: UnsafeBufferPointer<UInt8>,
    to result: inout [UInt8]
  ) {
    for part in rewrite.parts {
      switch part {
      case .bytes(let bytes): result += bytes
      case .group(0): result += text[match]
      case .group(let number):
        if let range = range(ofGroup: number) { result += text[range] }
      }
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a pattern of LIKE or GLOB is made of.
enum WildcardToken: Hashable, Sendable {
  /// These bytes.
  case bytes([UInt8])
  /// Any code point.
  case one
  /// A code point of a set.
  case set(CodePointSet)
  /// Any bytes, or none.
  case many

  /// Reads a pattern of LIKE, in which `%` is any bytes, `_` any code point, and the escape, if there
  /// is one, makes what is behind it stand for itself.
  ///
  /// - Throws: ``PatternError`` if nothing follows an escape, or if there are several.
  static func like(
    _ pattern: UnsafeBufferPointer<UInt8>,
    escape: UnsafeBufferPointer<UInt8>
  ) throws(PatternError) -> [WildcardToken] {
    guard escape.count <= 1 else {
      let text = String(decoding: escape, as: UTF8.self)
      throw PatternError(reason: .escapeTooLong, fragment: text, offset: 0)
    }
    var (tokens, run): ([WildcardToken], [UInt8]) = ([], [])
    var place = 0
    while place < pattern.count {
      var byte = pattern[place]
      // Escapes come first: a percent sign may be one.
      if byte == escape.first {
        place += 1
        guard place < pattern.count else {
          throw PatternError(reason: .escapeAtEnd, fragment: "", offset: place - 1)
        }
        byte = pattern[place]
        run.append(byte)
      } else if byte == UInt8(ascii: "%") {
        tokens.append(.many, after: &run)
      } else if byte == UInt8(ascii: "_") {
        tokens.append(.one, after: &run)
      } else {
        run.append(byte)
      }
      place += 1
    }
    if !run.isEmpty { tokens.append(.bytes(run)) }
    return tokens
  }

  /// Reads a pattern of GLOB: `*`, `?`, `[a-z]`, `[!a]`, and `\` before what stands for itself.
  ///
  /// - Returns: `nil` for a bracket that does not end and a backslash at the end, with which
  ///   nothing matches.
  static func glob(_ pattern: UnsafeBufferPointer<UInt8>) -> [WildcardToken]? {
    var (tokens, run): ([WildcardToken], [UInt8]) = ([], [])
    var place = 0
    while place < pattern.count {
      let byte = pattern[place]
      place += 1
      switch byte {
      case UInt8(ascii: "*"): tokens.append(.many, after: &run)
      case UInt8(ascii: "?"): tokens.append(.one, after: &run)
      case UInt8(ascii: "["):
        guard let set = bracket(pattern, &place) else { return nil }
        tokens.append(.set(set), after: &run)
      case UInt8(ascii: "\\"):
        guard place < pattern.count else { return nil }
        run.append(pattern[place])
        place += 1
      default: run.append(byte)
      }
    }
    if !run.isEmpty { tokens.append(.bytes(run)) }
    return tokens
  }

  /// Reads what is in a bracket, whose first code point may be the one that ends others.
  private static func bracket(
    _ pattern: UnsafeBufferPointer<UInt8>,
    _ place: inout Int
  ) -> CodePointSet? {
    func scalar(_ place: inout Int) -> UInt32 {
      let (scalar, length) = UTF8Scalar.decode(pattern, at: place)
      place += length
      // A byte that is in no code point equals none.
      return scalar ?? CodePointSet.last
    }
    var ranges: [ClosedRange<UInt32>] = []
    let isInverted = place < pattern.count && pattern[place] == UInt8(ascii: "!")
    if isInverted { place += 1 }
    let start = place
    while place < pattern.count {
      if pattern[place] == UInt8(ascii: "]"), place > start {
        place += 1
        let set = CodePointSet(ranges)
        return isInverted ? set.inverted : set
      }
      let low = scalar(&place)
      if place + 1 < pattern.count, pattern[place] == UInt8(ascii: "-"),
        pattern[place + 1] != UInt8(ascii: "]")
      {
        place += 1
        let high = scalar(&place)
        if low <= high { ranges.append(low...high) }
      } else {
        ranges.append(low...low)
      }
    }
    return nil
  }
}

extension [WildcardToken] {
  fileprivate mutating func append(_ token: WildcardToken, after run: inout [UInt8]) {
    if !run.isEmpty { append(.bytes(run)) }
    run = []
    append(token)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A pattern of LIKE, ILIKE or GLOB that has been read. Immutable, for all workers.
struct WildcardPattern: Sendable {
  /// The shapes that most patterns have, and one for all others.
  enum Shape: Sendable {
    /// Matches all texts: `%`.
    case everything
    /// Matches no text.
    case nothing
    /// Matches one text: `abc`.
    case equal
    /// `abc%`
    case prefix
    /// `%abc`
    case suffix
    /// `%abc%`
    case contains
    /// `abc%def`
    case prefixAndSuffix
    /// Whatever else.
    case segments
  }

  /// The shape.
  let shape: Shape
  /// Whether texts are brought to lower case first.
  let ignoresCase: Bool
  /// The bytes of a shape that has some.
  let first: SubstringSearch
  /// The bytes at the end of a prefix and suffix.
  let second: SubstringSearch
  /// What is between the wildcards of other patterns.
  let segments: WildcardSegments?

  private init(_ tokens: [WildcardToken]?, ignoresCase: Bool) {
    self.ignoresCase = ignoresCase
    var (first, second): ([UInt8], [UInt8]) = ([], [])
    var segments: WildcardSegments?
    guard let tokens else {
      shape = .nothing
      (self.first, self.second) = (SubstringSearch([]), SubstringSearch([]))
      self.segments = nil
      return
    }
    // Several in a row are one.
    var merged: [WildcardToken] = []
    for token in tokens where !(token == .many && merged.last == .many) { merged.append(token) }
    switch merged.count {
    case 0: shape = .equal
    case 1:
      if case .bytes(let bytes) = merged[0] {
        shape = .equal
        first = bytes
      } else {
        shape = merged[0] == .many ? .everything : .segments
      }
    default:
      if case .bytes(let bytes) = merged[0], merged[1] == .many {
        first = bytes
        if merged.count == 2 {
          shape = .prefix
        } else if merged.count == 3, case .bytes(let end) = merged[2] {
          second = end
          shape = .prefixAndSuffix
        } else {
          shape = .segments
        }
      } else if merged[0] == .many, case .bytes(let bytes) = merged[1] {
        first = bytes
        if merged.count == 2 {
          shape = .suffix
        } else {
          shape = merged.count == 3 && merged[2] == .many ? .contains : .segments
        }
      } else {
        shape = .segments
      }
    }
    if shape == .segments { segments = WildcardSegments(merged) }
    self.first = SubstringSearch(first)
    self.second = SubstringSearch(second)
    self.segments = segments
  }

  /// Reads a pattern of LIKE, or of ILIKE if case does not matter.
  ///
  /// - Parameter escape: One byte that makes what is behind it stand for itself; or none.
  /// - Throws: ``PatternError`` if nothing follows an escape, or if there are several.
  init(
    like pattern: UnsafeBufferPointer<UInt8>,
    escape: UnsafeBufferPointer<UInt8> = UnsafeBufferPointer(start: nil, count: 0),
    ignoresCase: Bool = false
  ) throws(PatternError) {
    guard ignoresCase else {
      self.init(try WildcardToken.like(pattern, escape: escape), ignoresCase: false)
      return
    }
    let lowered = SharedBytes(LowerCase.lowered(pattern))
    let loweredEscape = SharedBytes(LowerCase.lowered(escape))
    let tokens = try WildcardToken.like(lowered.buffer, escape: loweredEscape.buffer)
    self.init(tokens, ignoresCase: true)
  }

  /// Reads a pattern of LIKE, or of ILIKE if case does not matter.
  init(
    like pattern: String,
    escape: String = "",
    ignoresCase: Bool = false
  ) throws(PatternError) {
    let (pattern, escape) = (SharedBytes(Array(pattern.utf8)), SharedBytes(Array(escape.utf8)))
    try self.init(like: pattern.buffer, escape: escape.buffer, ignoresCase: ignoresCase)
  }

  /// Reads a pattern of GLOB. One that is not complete matches no text.
  init(glob pattern: UnsafeBufferPointer<UInt8>) {
    self.init(WildcardToken.glob(pattern), ignoresCase: false)
  }

  /// Reads a pattern of GLOB. One that is not complete matches no text.
  init(glob pattern: String) {
    let bytes = SharedBytes(Array(pattern.utf8))
    self.init(glob: bytes.buffer)
  }

  /// Whether a text matches.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    ignoresCase ? LowerCase.withLowered(text) { matchesExactly($0) } : matchesExactly(text)
  }

  @inline(__always)
  private func matchesExactly(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch shape {
    case .everything: true
    case .nothing: false
    case .equal: first.isEqual(to: text)
    case .prefix: first.isPrefix(of: text)
    case .suffix: first.isSuffix(of: text)
    case .contains: first.isContained(in: text)
    case .prefixAndSuffix:
      text.count >= first.count + second.count && first.isPrefix(of: text)
        && second.isSuffix(of: text)
    case .segments: segments?.matches(text) ?? false
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A pattern of LIKE, ILIKE or GLOB that has been read. Immutable, for all workers.
///
/// A class, so that a row costs no counting of the references that it holds.
final class WildcardPattern: Sendable {
  /// The shapes that most patterns have, and one for all others.
  enum Form: Sendable {
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
  let shape: Form
  /// Whether texts are brought to lower case first.
  let ignoresCase: Bool
  /// The bytes of a shape that has some.
  private let first: Needle
  /// The bytes at the end of a prefix and suffix.
  private let second: Needle
  /// What is between the wildcards of other patterns.
  private let segments: WildcardSegments?
  // What the needles are of.
  private let owners: (SubstringSearch, SubstringSearch)

  private init(_ tokens: [WildcardToken]?, ignoresCase: Bool) {
    self.ignoresCase = ignoresCase
    var (first, second): ([UInt8], [UInt8]) = ([], [])
    var segments: WildcardSegments?
    // Several in a row are one.
    var merged: [WildcardToken] = []
    for token in tokens ?? [] where token != .many || merged.last != .many { merged.append(token) }
    switch merged.count {
    case 0: shape = tokens == nil ? .nothing : .equal
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
    owners = (SubstringSearch(first), SubstringSearch(second))
    self.first = owners.0.needle
    self.second = owners.1.needle
    self.segments = segments
  }

  /// Reads a pattern of LIKE, or of ILIKE if case does not matter. One byte may be an escape, which
  /// makes what is behind it stand for itself.
  ///
  /// - Throws: ``PatternError`` if nothing follows an escape, or if there are several.
  convenience init(
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
    defer { withExtendedLifetime((lowered, loweredEscape)) {} }
    let tokens = try WildcardToken.like(lowered.buffer, escape: loweredEscape.buffer)
    self.init(tokens, ignoresCase: true)
  }

  /// Reads a pattern of LIKE, or of ILIKE if case does not matter.
  convenience init(
    like pattern: String,
    escape: String = "",
    ignoresCase: Bool = false
  ) throws(PatternError) {
    let (pattern, escape) = (SharedBytes(pattern.utf8), SharedBytes(escape.utf8))
    defer { withExtendedLifetime((pattern, escape)) {} }
    try self.init(like: pattern.buffer, escape: escape.buffer, ignoresCase: ignoresCase)
  }

  /// Reads a pattern of GLOB. One that is not complete matches no text.
  convenience init(glob pattern: UnsafeBufferPointer<UInt8>) {
    self.init(WildcardToken.glob(pattern), ignoresCase: false)
  }

  /// Reads a pattern of GLOB. One that is not complete matches no text.
  convenience init(glob pattern: String) {
    let bytes = SharedBytes(pattern.utf8)
    defer { withExtendedLifetime(bytes) {} }
    self.init(glob: bytes.buffer)
  }

  /// Whether a text matches.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard ignoresCase else { return matches(text, isFolding: false) }
    // What is ASCII is compared as it is; some of the rest has another length in lower case.
    if LowerCase.isASCII(text) { return matches(text, isFolding: true) }
    return LowerCase.withLowered(text) { matches($0, isFolding: false) }
  }

  @inline(__always)
  private func matches(_ text: UnsafeBufferPointer<UInt8>, isFolding: Bool) -> Bool {
    let needle = first
    switch shape {
    case .everything: return true
    case .nothing: return false
    case .equal:
      return text.count == needle.count && needle.stands(in: text, at: 0, isFolding: isFolding)
    case .prefix: return needle.stands(in: text, at: 0, isFolding: isFolding)
    case .suffix:
      return needle.stands(in: text, at: text.count &- needle.count, isFolding: isFolding)
    case .contains: return needle.place(in: text, isFolding: isFolding) >= 0
    case .prefixAndSuffix:
      let end = second
      return text.count >= needle.count &+ end.count
        && needle.stands(in: text, at: 0, isFolding: isFolding)
        && end.stands(in: text, at: text.count &- end.count, isFolding: isFolding)
    case .segments: return segments?.matches(text, isFolding: isFolding) ?? false
    }
  }
}

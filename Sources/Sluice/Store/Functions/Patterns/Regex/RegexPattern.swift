// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression that has been read, in the syntax of RE2. Immutable, for all workers.
///
/// Matching takes time linear in the text, whatever the pattern is. ``RegexMatcher`` matches.
final class RegexPattern: Sendable {
  /// The most steps, times the number of groups.
  static let slotLimit = 1 << 23

  /// How it was read.
  let options: RegexOptions
  /// The number of groups, without the whole match.
  let groupCount: Int
  /// The names of groups, by number from 1; `nil` has none.
  let groupNames: [String?]

  /// The program that reads forwards.
  let forward: RegexProgram
  /// The program that reads backwards; `nil` if it is too large, or not needed.
  let backward: RegexProgram?
  /// The program that finds groups quickly; `nil` if there are several ways, or no groups.
  let oneWay: OneWayProgram?
  /// Whether a match can begin at the beginning of the text only.
  let beginsAtText: Bool
  /// Whether a match can end at the end of the text only.
  let endsAtText: Bool
  /// Whether a match is always the same bytes.
  let isExact: Bool
  /// Whether a match may begin or end inside of a code point: with `\C`, and with `\B`, which holds
  /// between any two bytes that are not ASCII.
  ///
  /// Parts of a text are not UTF-8 then, and callers that make texts of them have to look.
  let mayPartCodePoints: Bool
  /// The number of bytes of all matches; `nil` if they differ.
  let byteCount: Int?
  /// What all matches begin with; `nil` if nothing.
  let prefix: SubstringSearch?
  /// What is in all matches; `nil` if nothing, or if it is the prefix.
  let required: SubstringSearch?

  /// Reads a pattern.
  ///
  /// - Throws: ``PatternError`` if it cannot be read, would take too much memory, or asks for what
  ///   takes more than linear time.
  init(
    _ pattern: UnsafeBufferPointer<UInt8>,
    _ options: RegexOptions = RegexOptions()
  ) throws(PatternError) {
    let tree = try RegexParser.parse(pattern, options)
    self.options = options
    groupCount = tree.groupCount
    groupNames = tree.groupNames
    forward = try RegexCompiler.compile(tree, .forward)
    // A simulation has the slots of all groups at each step.
    guard forward.count * (groupCount + 1) <= Self.slotLimit else {
      throw PatternError(reason: .tooLarge, fragment: "", offset: 0)
    }
    backward = try? RegexCompiler.compile(tree, .backward)
    oneWay = OneWayProgram(forward, groupCount: groupCount)
    beginsAtText = tree.beginsAtText
    endsAtText = tree.endsAtText
    byteCount = tree.byteCount
    mayPartCodePoints = tree.kinds.contains { $0 == .anyByte || $0 == .assertion(.noWordBoundary) }
    let literals = RegexLiterals(tree)
    isExact = literals.isExact
    let isPrefixed = !literals.prefix.isEmpty && !beginsAtText
    prefix = isPrefixed ? SubstringSearch(literals.prefix) : nil
    let isRequired = literals.required.count > (isPrefixed ? literals.prefix.count : 0)
    required = isRequired ? SubstringSearch(literals.required) : nil
  }

  /// Reads a pattern.
  convenience init(
    _ pattern: String,
    _ options: RegexOptions = RegexOptions()
  ) throws(PatternError) {
    let bytes = SharedBytes(pattern.utf8)
    defer { withExtendedLifetime(bytes) {} }
    try self.init(bytes.buffer, options)
  }

  /// The number of the first group with a name.
  func group(named name: String) -> Int? {
    groupNames.firstIndex(of: name).map { $0 + 1 }
  }
}

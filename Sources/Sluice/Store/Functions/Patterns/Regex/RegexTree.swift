// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression as it was read: nodes that name their children by number.
struct RegexTree: Sendable {
  /// The number of a node.
  typealias Node = Int

  /// What a node is.
  enum Kind: Hashable, Sendable {
    /// Matches no bytes.
    case empty
    /// Matches one code point.
    case scalar(UInt32)
    /// Matches one code point of a set; none if the set is empty.
    case set(CodePointSet)
    /// Matches one byte, whatever it is.
    case anyByte
    /// Matches no bytes where something holds.
    case assertion(RegexAssertion)
    /// Matches one after the other.
    case sequence([Node])
    /// Matches the first that does, in their order.
    case choice([Node])
    /// Matches a number of times; `nil` has no upper bound.
    case repetition(Node, least: Int, most: Int?, isGreedy: Bool)
    /// Remembers what the child matches.
    case group(Node, number: Int)
  }

  /// All nodes; children come before their parents.
  private(set) var kinds: [Kind] = []
  /// Whether a node may match no bytes.
  private(set) var isNullable: [Bool] = []
  /// The largest product of repetitions in a node, to bound what a program repeats.
  private(set) var repetitions: [Int] = []
  /// The node of the whole expression.
  var root: Node = 0
  /// The names of groups, by number from 1; `nil` has none.
  var groupNames: [String?] = []

  /// The number of groups, without the whole match.
  var groupCount: Int { groupNames.count }

  /// Adds a node.
  mutating func add(_ kind: Kind) -> Node {
    let (nullable, repeats): (Bool, Int)
    switch kind {
    case .empty, .assertion: (nullable, repeats) = (true, 1)
    case .scalar, .set, .anyByte: (nullable, repeats) = (false, 1)
    case .sequence(let children):
      nullable = children.allSatisfy { isNullable[$0] }
      repeats = children.reduce(1) { max($0, repetitions[$1]) }
    case .choice(let children):
      nullable = children.contains { isNullable[$0] }
      repeats = children.reduce(1) { max($0, repetitions[$1]) }
    case .repetition(let child, let least, let most, _):
      nullable = least == 0 || isNullable[child]
      repeats = repetitions[child] * max(1, most ?? least)
    case .group(let child, _): (nullable, repeats) = (isNullable[child], repetitions[child])
    }
    kinds.append(kind)
    isNullable.append(nullable)
    repetitions.append(repeats)
    return kinds.count - 1
  }
}

/// What may hold between two bytes, as bits.
struct RegexAssertion: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let beginLine = RegexAssertion(rawValue: 1)
  static let endLine = RegexAssertion(rawValue: 2)
  static let beginText = RegexAssertion(rawValue: 4)
  static let endText = RegexAssertion(rawValue: 8)
  static let wordBoundary = RegexAssertion(rawValue: 16)
  static let noWordBoundary = RegexAssertion(rawValue: 32)

  /// The same for a text that is read backwards.
  var reversed: RegexAssertion {
    switch self {
    case .beginLine: .endLine
    case .endLine: .beginLine
    case .beginText: .endText
    case .endText: .beginText
    default: self
    }
  }

  /// Whether a byte is one of a word: a letter, digit or underscore of ASCII.
  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
  }

  /// What holds before the byte at `place`.
  @inline(__always)
  static func holding(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> RegexAssertion {
    var bits: UInt8 = 0
    var (left, right) = (false, false)
    if place == 0 {
      bits |= 1 | 4
    } else {
      let byte = text[place - 1]
      if byte == 0x0A { bits |= 1 }
      left = isWord(byte)
    }
    if place == text.count {
      bits |= 2 | 8
    } else {
      let byte = text[place]
      if byte == 0x0A { bits |= 2 }
      right = isWord(byte)
    }
    return RegexAssertion(rawValue: bits | (left != right ? 16 : 32))
  }
}

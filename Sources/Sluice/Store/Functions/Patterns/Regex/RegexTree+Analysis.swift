// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RegexTree {
  /// Whether a match can begin at the beginning of the text only.
  var beginsAtText: Bool { isAnchored(root, .beginText) }

  /// Whether a match can end at the end of the text only.
  var endsAtText: Bool { isAnchored(root, .endText) }

  private func isAnchored(_ node: Node, _ wanted: RegexAssertion) -> Bool {
    switch kinds[node] {
    case .assertion(let assertion): assertion == wanted
    case .sequence(let children):
      (wanted == .beginText ? children.first : children.last).map { isAnchored($0, wanted) }
        ?? false
    case .choice(let children): children.allSatisfy { isAnchored($0, wanted) }
    case .group(let child, _): isAnchored(child, wanted)
    case .repetition(let child, let least, _, _): least > 0 && isAnchored(child, wanted)
    case .empty, .scalar, .set, .anyByte: false
    }
  }
}

extension RegexTree {
  /// The number of bytes of all matches; `nil` if they differ, or if it is large.
  var byteCount: Int? { byteCount(of: root) }

  private func byteCount(of node: Node) -> Int? {
    switch kinds[node] {
    case .empty, .assertion: return 0
    case .scalar(let scalar): return Self.byteCount(of: scalar)
    case .anyByte: return 1
    case .set(let set):
      guard let first = set.ranges.first, let last = set.ranges.last else { return nil }
      let count = Self.byteCount(of: first.lowerBound)
      return count == Self.byteCount(of: last.upperBound) ? count : nil
    case .sequence(let children):
      return children.reduce(0) { sum, child in
        guard let sum, let count = byteCount(of: child) else { return nil }
        return sum + count
      }
    case .choice(let children):
      let counts = Set(children.map { byteCount(of: $0) })
      return counts.count == 1 ? counts.first ?? nil : nil
    case .group(let child, _): return byteCount(of: child)
    case .repetition(let child, let least, let most, _):
      guard least == most, let count = byteCount(of: child), count < 1 << 20 else { return nil }
      return least * count
    }
  }

  private static func byteCount(of scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }
}

/// The bytes that stand in all matches of an expression.
struct RegexLiterals: Sendable {
  /// The bytes that all matches begin with.
  private(set) var prefix: [UInt8] = []
  /// The longest bytes that are in all matches.
  private(set) var required: [UInt8] = []
  /// Whether a match is these bytes and nothing else.
  private(set) var isExact = true

  private var run: [UInt8] = []
  private var isAtStart = true

  /// Finds the bytes of a tree.
  init(_ tree: RegexTree) {
    walk(tree, tree.root)
    endRun()
  }

  // As deep as groups nest: the parser has a limit.
  private mutating func walk(_ tree: RegexTree, _ node: RegexTree.Node) {
    switch tree.kinds[node] {
    case .scalar(let scalar): UTF8Scalar.encode(scalar, into: &run)
    case .sequence(let children): for child in children { walk(tree, child) }
    case .group(let child, _): walk(tree, child)
    case .empty: break
    case .assertion: isExact = false
    case .repetition(let child, let least, _, _):
      isExact = false
      // The first round follows what is before it.
      if least > 0 { walk(tree, child) }
      endRun()
    case .set, .anyByte, .choice:
      isExact = false
      endRun()
    }
  }

  private mutating func endRun() {
    if isAtStart { prefix = run }
    isAtStart = false
    if run.count > required.count { required = run }
    run = []
  }
}

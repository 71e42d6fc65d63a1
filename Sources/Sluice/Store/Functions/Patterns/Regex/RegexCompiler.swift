// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes a program of a tree, from its end to its beginning: each step knows where to go on.
struct RegexCompiler {
  /// In which direction a program reads the text.
  enum Direction {
    case forward
    /// From the end to the beginning: finds where a match begins. It remembers no places.
    case backward
  }

  /// The most steps and arcs of a program.
  static let sizeLimit = 100_000

  private struct SetEntry: Hashable {
    var set: CodePointSet
    var next: UInt32
  }

  private let tree: RegexTree
  private let direction: Direction
  private var steps: [RegexProgram.Instruction] = []
  private var arcs: [RegexProgram.Arc] = []
  private var knownSets: [SetEntry: UInt32] = [:]
  private var knownSwitches: [[RegexProgram.Arc]: UInt32] = [:]
  /// Sequences of bytes of the sets so far, which repetitions ask for again and again.
  private var sequences: [CodePointSet: [[ClosedRange<UInt8>]]] = [:]

  private init(_ tree: RegexTree, _ direction: Direction) {
    self.tree = tree
    self.direction = direction
  }

  /// Makes the program of a tree.
  ///
  /// - Throws: ``PatternError`` if it would be too large.
  static func compile(
    _ tree: RegexTree,
    _ direction: Direction
  ) throws(PatternError) -> RegexProgram {
    var compiler = RegexCompiler(tree, direction)
    let match = try compiler.emit(RegexProgram.Instruction(kind: .match))
    let start = try compiler.compile(tree.root, match)
    var searchStart = start
    if direction == .forward, !tree.beginsAtText {
      searchStart = try compiler.emit(RegexProgram.Instruction(kind: .choice, next: start))
      let skip = try compiler.emit(
        RegexProgram.Instruction(kind: .byte, low: 0, high: 0xFF, next: searchStart)
      )
      compiler.steps[Int(searchStart)].other = skip
    }
    return RegexProgram(
      steps: compiler.steps,
      arcs: compiler.arcs,
      start: start,
      searchStart: searchStart
    )
  }

  private mutating func emit(_ step: RegexProgram.Instruction) throws(PatternError) -> UInt32 {
    guard steps.count + arcs.count < Self.sizeLimit else {
      throw PatternError(reason: .tooLarge, fragment: "", offset: 0)
    }
    steps.append(step)
    return UInt32(steps.count - 1)
  }

  /// The step of a choice between two.
  private mutating func choice(
    _ first: UInt32,
    _ second: UInt32,
    isGreedy: Bool = true
  ) throws(PatternError) -> UInt32 {
    try emit(
      RegexProgram.Instruction(
        kind: .choice,
        next: isGreedy ? first : second,
        other: isGreedy ? second : first
      )
    )
  }

  // As deep as groups nest: the parser has a limit.
  private mutating func compile(
    _ node: RegexTree.Node,
    _ next: UInt32
  ) throws(PatternError) -> UInt32 {
    switch tree.kinds[node] {
    case .empty: return next
    case .scalar(let scalar):
      var bytes: [UInt8] = []
      UTF8Scalar.encode(scalar, into: &bytes)
      var start = next
      for byte in direction == .forward ? bytes.reversed() : bytes {
        start = try emit(RegexProgram.Instruction(kind: .byte, low: byte, high: byte, next: start))
      }
      return start
    case .set(let set): return try compileSet(set, next)
    case .anyByte:
      return try emit(RegexProgram.Instruction(kind: .byte, low: 0, high: 0xFF, next: next))
    case .assertion(let assertion):
      let held = direction == .forward ? assertion : assertion.reversed
      return try emit(
        RegexProgram.Instruction(kind: .assertion, low: held.rawValue, next: next)
      )
    case .sequence(let children):
      var start = next
      for child in direction == .forward ? children.reversed() : children {
        start = try compile(child, start)
      }
      return start
    case .choice(let children):
      var start: UInt32?
      for child in children.reversed() {
        let step = try compile(child, next)
        if let other = start { start = try choice(step, other) } else { start = step }
      }
      return start ?? next
    case .repetition(let child, let least, let most, let isGreedy):
      return try compileRepetition(child, least, most, isGreedy, next)
    case .group(let child, let number):
      guard direction == .forward else { return try compile(child, next) }
      let end = try emit(
        RegexProgram.Instruction(kind: .mark, next: next, other: UInt32(number * 2 + 1))
      )
      let inner = try compile(child, end)
      return try emit(RegexProgram.Instruction(kind: .mark, next: inner, other: UInt32(number * 2)))
    }
  }

  private mutating func compileRepetition(
    _ child: RegexTree.Node,
    _ least: Int,
    _ most: Int?,
    _ isGreedy: Bool,
    _ next: UInt32
  ) throws(PatternError) -> UInt32 {
    var (least, most) = (least, most)
    // What takes no bytes does not take them again.
    if case .assertion = tree.kinds[child] {
      (least, most) = (min(least, 1), most.map { min($0, 1) })
    }
    var start = next
    if let most {
      // x{1,3} is x(x(x)?)?, so that leaving early costs one step.
      for _ in least..<max(least, most) {
        let inner = try compile(child, start)
        // Without steps it is empty, however often it comes.
        guard inner != start else { break }
        start = try choice(inner, next, isGreedy: isGreedy)
      }
    } else {
      let loop = try emit(RegexProgram.Instruction(kind: .choice))
      let inner = try compile(child, loop)
      steps[Int(loop)].next = isGreedy ? inner : next
      steps[Int(loop)].other = isGreedy ? next : inner
      // A loop of what may be empty is (x+)?: else its first round would have the wrong rank.
      if least > 0 {
        least -= 1
        start = inner
      } else {
        start = tree.isNullable[child] ? try choice(inner, next, isGreedy: isGreedy) : loop
      }
    }
    for _ in 0..<least {
      let inner = try compile(child, start)
      guard inner != start else { break }
      start = inner
    }
    return start
  }

  private mutating func compileSet(
    _ set: CodePointSet,
    _ next: UInt32
  ) throws(PatternError) -> UInt32 {
    let entry = SetEntry(set: set, next: next)
    if let known = knownSets[entry] { return known }
    let list: [[ClosedRange<UInt8>]]
    if let known = sequences[set] {
      list = known
    } else {
      let made = UTF8Sequences.of(set)
      list = direction == .forward ? made : made.map { $0.reversed() }
      sequences[set] = list
    }
    let start = try compileSequences(list[...], at: 0, next)
    knownSets[entry] = start
    return start
  }

  /// Makes the steps of sequences that are the same before a place. At most four deep.
  private mutating func compileSequences(
    _ list: ArraySlice<[ClosedRange<UInt8>]>,
    at place: Int,
    _ next: UInt32
  ) throws(PatternError) -> UInt32 {
    var groups: [(range: ClosedRange<UInt8>, members: [[ClosedRange<UInt8>]])] = []
    var known: [ClosedRange<UInt8>: Int] = [:]
    for sequence in list {
      let range = sequence[place]
      if let group = known[range] {
        groups[group].members.append(sequence)
      } else {
        known[range] = groups.count
        groups.append((range, [sequence]))
      }
    }
    groups.sort { $0.range.lowerBound < $1.range.lowerBound }
    // Sequences of a group are equally long: the first byte tells how long, and backwards a range
    // of last bytes is one of continuations, or all there is.
    var made: [RegexProgram.Arc] = []
    for group in groups {
      let ends = group.members.filter { $0.count == place + 1 }
      let others = group.members.filter { $0.count > place + 1 }
      if !ends.isEmpty {
        made.append(RegexProgram.Arc(group.range, next))
      }
      if !others.isEmpty {
        let inner = try compileSequences(others[...], at: place + 1, next)
        made.append(RegexProgram.Arc(group.range, inner))
      }
    }
    return try compileArcs(made)
  }

  /// Makes a switch of arcs, or a choice of several where they overlap.
  private mutating func compileArcs(
    _ made: [RegexProgram.Arc]
  ) throws(PatternError) -> UInt32 {
    guard !made.isEmpty else { return try emit(RegexProgram.Instruction(kind: .fail)) }
    if let known = knownSwitches[made] { return known }
    var (apart, rest): ([RegexProgram.Arc], [RegexProgram.Arc]) = ([], [])
    for arc in made {
      if let last = apart.last, last.high >= arc.low {
        rest.append(arc)
      } else if let last = apart.last, last.high + 1 == arc.low, last.next == arc.next {
        apart[apart.count - 1].high = arc.high
      } else {
        apart.append(arc)
      }
    }
    var start: UInt32
    if apart.count == 1 {
      let arc = apart[0]
      start = try emit(
        RegexProgram.Instruction(kind: .byte, low: arc.low, high: arc.high, next: arc.next)
      )
    } else {
      let first = UInt32(arcs.count)
      arcs += apart
      start = try emit(
        RegexProgram.Instruction(kind: .bytes, next: first, other: UInt32(apart.count))
      )
    }
    // Each round takes at least the first arc, so that it ends.
    if !rest.isEmpty { start = try choice(start, try compileArcs(rest)) }
    knownSwitches[made] = start
    return start
  }
}

extension RegexProgram.Arc {
  fileprivate init(_ range: ClosedRange<UInt8>, _ next: UInt32) {
    self.init(low: range.lowerBound, high: range.upperBound, next: next)
  }
}

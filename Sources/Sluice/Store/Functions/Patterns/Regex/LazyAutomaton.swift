// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. States are offsets of rows in the table; classes are below its width.

/// A deterministic automaton of a program, made state by state as texts ask for it.
///
/// A state is the list of steps that a program may be at, in their order. Its row of the table has
/// the next state for each class of bytes and for the end of the text. Whether a match ends before
/// a byte is known with that byte only, as an assertion may look at it: the mark of a match is in
/// the transition that takes it. For the same reason a state whose steps lead to such an assertion
/// is where the last byte led, and is followed with the next one: to follow a part before and a part
/// later would change ranks in loops.
///
/// ```text
/// table   0 unknown | 0 dead | row of state 2 | row of state 3 | …
/// entry   match 1 bit | offset of a row 31 bits
/// ```
/// The table has a limit. Beyond it all states are forgotten but the one in use, and after several
/// times with little progress the automaton gives up: the caller simulates the program instead.
final class LazyAutomaton {
  /// Which of several matches counts.
  enum Preference {
    /// The one that the order of choices prefers.
    case first
    /// The longest one.
    case longest
  }

  /// Set in transitions that take a match.
  static let matchBit: UInt32 = 1 << 31
  /// The most bytes of the table.
  static let tableLimit = 1 << 20

  // What a state knows of the bytes before it, behind its assertions.
  private static let lastIsWord: UInt32 = 1 << 8
  private static let isMatch: UInt32 = 1 << 9
  // The assertions that look at the next byte.
  private static let ahead: UInt8 = 2 | 8 | 16 | 32

  let program: RegexProgram
  let preference: Preference
  /// The entries of a row.
  let width: Int
  /// The transitions.
  private(set) var table: UnsafeMutablePointer<UInt32>
  /// Whether states come and go too quickly for the automaton to be of use.
  private(set) var hasGivenUp = false
  /// The row of no steps.
  let dead: UInt32

  /// What is asked from time to time in long texts; there is no match if nobody waits for it.
  var interruption: Interruption?
  private var capacity = 16
  private let stateLimit: Int
  private var states: [State] = []
  private var pool: [UInt32] = []
  private var buckets: [UInt32] = []
  private var starts: [UInt32]
  private var current: StepSet
  private var following: StepSet
  private var stack: [UInt32] = []
  private var resets = 0
  private var bytesSinceReset = 0

  private struct State {
    var first: Int
    var count: Int
    var flags: UInt32
  }

  init(_ program: RegexProgram, _ preference: Preference) {
    self.program = program
    self.preference = preference
    width = program.classCount + 1
    dead = UInt32(width)
    stateLimit = max(32, Self.tableLimit / 4 / width)
    table = .allocate(capacity: capacity * width)
    starts = [UInt32](repeating: 0, count: 8)
    current = StepSet(capacity: program.count)
    following = StepSet(capacity: program.count)
    forgetAll()
  }

  deinit { table.deallocate() }

  private func forgetAll() {
    states.removeAll(keepingCapacity: true)
    pool.removeAll(keepingCapacity: true)
    buckets = [UInt32](repeating: 0, count: 64)
    for place in starts.indices { starts[place] = 0 }
    // The rows of what is unknown and of what is dead.
    for _ in 0..<2 { states.append(State(first: 0, count: 0, flags: 0)) }
    table.update(repeating: 0, count: width)
    (table + width).update(repeating: dead, count: width)
  }

  /// The state before the byte at a place, from which a search goes on: for a match that begins
  /// there if it is anchored, else for one anywhere.
  func start(
    in text: UnsafeBufferPointer<UInt8>,
    at place: Int,
    isAnchored: Bool,
    isBackward: Bool = false
  ) -> UInt32 {
    var context = 0
    if program.hasAssertions {
      if place == (isBackward ? text.count : 0) {
        context = 1
      } else {
        let byte = text[isBackward ? place : place - 1]
        context = byte == 0x0A ? 2 : RegexAssertion.isWord(byte) ? 3 : 0
      }
    }
    let index = context * 2 + (isAnchored ? 1 : 0)
    if starts[index] != 0 { return starts[index] }
    let held: RegexAssertion =
      context == 1 ? [.beginText, .beginLine] : context == 2 ? .beginLine : []
    current.removeAll()
    _ = current.insert(isAnchored ? program.start : program.searchStart)
    let flags = UInt32(held.rawValue) | (context == 3 ? Self.lastIsWord : 0)
    let made = makeState(flags) & ~Self.matchBit
    starts[index] = made
    return made
  }

  /// The transition from a state by a class that is not in the table yet.
  ///
  /// All other states may be forgotten. `progress` is the number of bytes since the last call or
  /// the beginning of the search.
  func transition(from row: UInt32, by symbol: Int, progress: Int) -> UInt32 {
    bytesSinceReset += progress
    let state = states[Int(row) / width]
    let byte: UInt8? = symbol < program.classCount ? program.representatives[symbol] : nil
    var held = RegexAssertion(rawValue: UInt8(truncatingIfNeeded: state.flags))
    var after: RegexAssertion = []
    if byte == 0x0A {
      held.insert(.endLine)
      after = .beginLine
    }
    if byte == nil { held.formUnion([.endLine, .endText]) }
    let isWord = byte.map(RegexAssertion.isWord) ?? false
    let wasWord = state.flags & Self.lastIsWord != 0
    held.insert(isWord == wasWord ? .noWordBoundary : .wordBoundary)

    following.removeAll()
    for place in state.first..<state.first + state.count {
      _ = follow(pool[place], held.rawValue)
    }
    current.removeAll()
    var matched = false
    steps: for place in 0..<following.count {
      let step = program.steps[Int(following.list[place])]
      switch step.kind {
      case .byte:
        if let byte, step.low <= byte, byte <= step.high { _ = current.insert(step.next) }
      case .bytes:
        if let byte, let next = program.target(of: step, byte) { _ = current.insert(next) }
      case .match:
        matched = true
        // Those behind have a lower rank.
        if preference == .first { break steps }
      case .choice, .mark, .assertion, .fail: break
      }
    }
    var flags = UInt32(after.rawValue)
    if matched { flags |= Self.isMatch }
    if isWord { flags |= Self.lastIsWord }

    let countBefore = resets
    let made = makeState(flags)
    if resets == countBefore { table[Int(row) + symbol] = made }
    return made
  }

  /// Adds a step to `following`, with those that it leads to without a byte, the better ones first.
  ///
  /// - Returns: The assertions that did not hold.
  private func follow(_ step: UInt32, _ held: UInt8) -> UInt8 {
    var failed: UInt8 = 0
    stack.append(step)
    while let next = stack.popLast() {
      guard following.insert(next) else { continue }
      let step = program.steps[Int(next)]
      switch step.kind {
      case .choice:
        stack.append(step.other)
        stack.append(step.next)
      case .mark: stack.append(step.next)
      case .assertion:
        if step.low & ~held == 0 { stack.append(step.next) } else { failed |= step.low }
      case .byte, .bytes, .match, .fail: break
      }
    }
    return failed
  }

  /// The transition to the state of the steps in `current`, which is made if there is none.
  private func makeState(_ flags: UInt32) -> UInt32 {
    let first = pool.count
    following.removeAll()
    var failed: UInt8 = 0
    for place in 0..<current.count {
      failed |= follow(current.list[place], UInt8(truncatingIfNeeded: flags))
    }
    // What did not hold before a byte may hold with it.
    let awaited = failed & Self.ahead
    if awaited != 0 {
      for place in 0..<current.count { pool.append(current.list[place]) }
    } else {
      steps: for place in 0..<following.count {
        let number = following.list[place]
        switch program.steps[Int(number)].kind {
        case .byte, .bytes: pool.append(number)
        case .match:
          pool.append(number)
          if preference == .first { break steps }
        case .choice, .mark, .assertion, .fail: break
        }
      }
    }
    // What nobody asks for would only make more states.
    let mark = flags & Self.isMatch != 0 ? Self.matchBit : 0
    let flags = awaited == 0 ? 0 : flags & ~Self.isMatch
    let count = pool.count - first
    if count == 0 { return dead | mark }
    if preference == .longest { pool[first...].sort() }

    var hash: UInt64 = UInt64(flags) &* 0x9E37_79B9_7F4A_7C15
    for place in first..<pool.count {
      hash = (hash ^ UInt64(pool[place])) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
    while buckets[bucket] != 0 {
      let known = states[Int(buckets[bucket])]
      if known.flags == flags, known.count == count,
        (0..<count).allSatisfy({ pool[known.first + $0] == pool[first + $0] })
      {
        pool.removeLast(count)
        return UInt32(Int(buckets[bucket]) * width) | mark
      }
      bucket = (bucket + 1) & (buckets.count - 1)
    }
    guard states.count < stateLimit, pool.count < Self.tableLimit else {
      let kept = Array(pool[first...])
      noteReset()
      forgetAll()
      pool += kept
      return add(State(first: 0, count: count, flags: flags), hash) | mark
    }
    return add(State(first: first, count: count, flags: flags), hash) | mark
  }

  private func add(_ state: State, _ hash: UInt64) -> UInt32 {
    if states.count == capacity {
      let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2 * width)
      larger.update(from: table, count: capacity * width)
      table.deallocate()
      table = larger
      capacity *= 2
    }
    let number = states.count
    states.append(state)
    (table + number * width).update(repeating: 0, count: width)
    if states.count * 2 > buckets.count { grow() }
    put(number, hash)
    return UInt32(number * width)
  }

  private func put(_ number: Int, _ hash: UInt64) {
    var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
    while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
    buckets[bucket] = UInt32(number)
  }

  private func grow() {
    buckets = [UInt32](repeating: 0, count: buckets.count * 2)
    // The last one is put in by the caller.
    for number in 2..<states.count - 1 {
      let state = states[number]
      var hash: UInt64 = UInt64(state.flags) &* 0x9E37_79B9_7F4A_7C15
      for place in state.first..<state.first + state.count {
        hash = (hash ^ UInt64(pool[place])) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
      }
      put(number, hash)
    }
  }

  private func noteReset() {
    resets += 1
    // A state costs as much as many bytes: if it is used less, simulation is cheaper.
    if resets > 3, bytesSinceReset < 10 * stateLimit { hasGivenUp = true }
    bytesSinceReset = 0
  }

  /// Counts bytes that were found in the table.
  @inline(__always)
  func note(_ bytes: Int) { bytesSinceReset &+= bytes }
}

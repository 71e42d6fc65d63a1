// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Slots are two for the match and for each group; `none` is no place.

/// Matches a regular expression: one for each worker, as it learns from text to text.
///
/// Texts are UTF-8; bytes that are none match what matches bytes, and nothing else.
final class RegexMatcher {
  /// What is matched.
  let pattern: RegexPattern

  // Copies of what the pattern has, to be at hand without counting references.
  private let prefix: Needle?
  private let required: Needle?
  private let byteCount: Int?
  private let isExact: Bool
  private let beginsAtText: Bool

  private let slots: UnsafeMutablePointer<Int>
  private let slotCount: Int
  private let search: LazyAutomaton
  private var wholeSearch: LazyAutomaton?
  private var backwardSearch: LazyAutomaton?
  private var backtracker: Backtracker?
  private var simulation: Simulation?
  /// What is asked in long texts: if nobody waits for a match any more, there is none.
  let interruption: Interruption?

  /// A matcher of a pattern that other matchers may share.
  init(_ pattern: RegexPattern, _ interruption: Interruption? = nil) {
    self.pattern = pattern
    self.interruption = interruption
    prefix = pattern.prefix?.needle
    required = pattern.required?.needle
    byteCount = pattern.byteCount
    isExact = pattern.isExact
    beginsAtText = pattern.beginsAtText
    slotCount = 2 * (pattern.groupCount + 1)
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: -1, count: slotCount)
    search = LazyAutomaton(pattern.forward, .first)
    search.interruption = interruption
  }

  deinit { slots.deallocate() }

  /// Whether there is a match anywhere in a text.
  func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if isExact { return prefix.map { $0.place(in: text) >= 0 } ?? true }
    var start = 0
    if let prefix {
      start = prefix.place(in: text)
      if start < 0 { return false }
    }
    if let required, required.place(in: text, from: start) < 0 { return false }
    if pattern.endsAtText, !beginsAtText, let backward = backwardAutomaton {
      let found = backward.beginning(
        in: text,
        endingAt: text.count,
        notBefore: start,
        isAnyEnough: true
      )
      if found != LazyAutomaton.gaveUp { return found >= 0 }
    }
    let end = search.end(
      in: text,
      from: start,
      isAnchored: beginsAtText,
      isAnyEnough: true
    )
    if end != LazyAutomaton.gaveUp { return end >= 0 }
    return simulate(text, from: start, isAnchored: beginsAtText)
  }

  /// Whether a match begins at the beginning of a text and ends at its end.
  func isFullMatch(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if isExact {
      return text.count == prefix?.count ?? 0 && prefix?.stands(in: text, at: 0) ?? true
    }
    if let prefix, !prefix.stands(in: text, at: 0) { return false }
    let automaton = wholeSearch ?? LazyAutomaton(pattern.forward, .longest)
    automaton.interruption = interruption
    wholeSearch = automaton
    if let isWhole = automaton.isWhole(text) { return isWhole }
    return simulate(text, from: 0, isAnchored: true, isWhole: true)
  }

  /// The bytes of the first match that begins at or behind a place.
  ///
  /// Anchors and boundaries look at what is before the place.
  func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Range<Int>? {
    guard start <= text.count, start == 0 || !beginsAtText else { return nil }
    var start = start
    if let prefix {
      start = prefix.place(in: text, from: start)
      if start < 0 { return nil }
      if isExact { return start..<start + prefix.count }
    }
    if isExact { return start..<start }
    if let required, required.place(in: text, from: start) < 0 { return nil }
    let end = search.end(in: text, from: start, isAnchored: beginsAtText)
    if end == LazyAutomaton.none { return nil }
    if end >= 0 {
      if beginsAtText { return 0..<end }
      if let byteCount { return end - byteCount..<end }
      if let backward = backwardAutomaton {
        let found = backward.beginning(in: text, endingAt: end, notBefore: start)
        if found >= 0 { return found..<end }
      }
    }
    let isFound = simulate(text, from: start, isAnchored: beginsAtText)
    return isFound ? slots[0]..<slots[1] : nil
  }

  /// Finds the first match that begins at or behind a place, with its groups.
  ///
  /// ``range(ofGroup:)`` tells them until the next call.
  func findGroups(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Bool {
    guard let match = firstMatch(in: text, from: start) else { return false }
    if pattern.groupCount > 0 { findGroups(in: text, match) }
    slots[0] = match.lowerBound
    slots[1] = match.upperBound
    return true
  }

  /// The bytes of a group of the match that was found last; `nil` if it took no part.
  ///
  /// Group 0 is the match.
  func range(ofGroup number: Int) -> Range<Int>? {
    guard number <= pattern.groupCount, slots[2 * number] >= 0, slots[2 * number + 1] >= 0 else {
      return nil
    }
    return slots[2 * number]..<slots[2 * number + 1]
  }

  private func findGroups(in text: UnsafeBufferPointer<UInt8>, _ match: Range<Int>) {
    slots.update(repeating: -1, count: slotCount)
    if let oneWay = pattern.oneWay {
      oneWay.fill(slots, in: text, match)
      return
    }
    let backtracker = backtracker ?? Backtracker(pattern.forward)
    self.backtracker = backtracker
    if backtracker.canRun(match.count) {
      _ = backtracker.match(
        in: text,
        from: match.lowerBound,
        to: match.upperBound,
        slots,
        slotCount: slotCount
      )
    } else {
      _ = simulate(text, from: match.lowerBound, isAnchored: true)
    }
  }

  private var backwardAutomaton: LazyAutomaton? {
    if let backwardSearch { return backwardSearch }
    backwardSearch = pattern.backward.map { LazyAutomaton($0, .longest) }
    return backwardSearch
  }

  private func simulate(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    isAnchored: Bool,
    isWhole: Bool = false
  ) -> Bool {
    let simulation = simulation ?? Simulation(pattern.forward, slotCount: slotCount)
    simulation.interruption = interruption
    self.simulation = simulation
    return simulation.match(in: text, from: start, isAnchored: isAnchored, isWhole: isWhole, slots)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Places in a program are made by the compiler and below its counts.

/// A regular expression as steps over bytes. Immutable.
final class RegexProgram: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that the memory is not written to after `init`.

  /// One step.
  struct Instruction: BitwiseCopyable {
    /// What the step does.
    var kind: Kind
    /// The first byte that a step of bytes takes, or the assertion that has to hold.
    var low: UInt8 = 0
    /// The last byte that a step of bytes takes.
    var high: UInt8 = 0
    /// The step behind; the better one of a choice; the first arc of a switch.
    var next: UInt32 = 0
    /// The other one of a choice; the slot of a mark; the number of arcs of a switch.
    var other: UInt32 = 0
  }

  /// What a step does.
  enum Kind: UInt8 {
    /// Takes a byte of a range.
    case byte
    /// Takes a byte of one of several ranges that do not overlap, and goes on at its own step.
    case bytes
    /// Goes on at two steps, the first of which is the better one.
    case choice
    /// Remembers the place.
    case mark
    /// Goes on if something holds.
    case assertion
    /// Has matched.
    case match
    /// Has not matched.
    case fail
  }

  /// A range of bytes, and the step behind it.
  struct Arc: Hashable, BitwiseCopyable {
    var low: UInt8
    var high: UInt8
    var next: UInt32
  }

  /// The steps.
  let steps: UnsafePointer<Instruction>
  /// The number of steps.
  let count: Int
  /// The arcs of all switches.
  let arcs: UnsafePointer<Arc>
  /// The first step of a match that begins at the first byte.
  let start: UInt32
  /// The first step of a match that begins anywhere; the same as `start` if it cannot.
  let searchStart: UInt32
  /// The class of each byte: those of one class are the same to all steps.
  let classes: UnsafePointer<UInt8>
  /// The number of classes.
  let classCount: Int
  /// A byte of each class.
  let representatives: [UInt8]
  /// Whether any step is an assertion.
  let hasAssertions: Bool

  init(steps: [Instruction], arcs: [Arc], start: UInt32, searchStart: UInt32) {
    count = steps.count
    let stepMemory = UnsafeMutablePointer<Instruction>.allocate(capacity: max(1, steps.count))
    for (place, step) in steps.enumerated() { (stepMemory + place).initialize(to: step) }
    self.steps = UnsafePointer(stepMemory)
    let arcMemory = UnsafeMutablePointer<Arc>.allocate(capacity: max(1, arcs.count))
    for (place, arc) in arcs.enumerated() { (arcMemory + place).initialize(to: arc) }
    self.arcs = UnsafePointer(arcMemory)
    self.start = start
    self.searchStart = searchStart
    hasAssertions = steps.contains { $0.kind == .assertion }

    // A class begins where a range begins, or behind where one ends.
    var begins = [Bool](repeating: false, count: 257)
    for step in steps where step.kind == .byte {
      begins[Int(step.low)] = true
      begins[Int(step.high) + 1] = true
    }
    for arc in arcs {
      begins[Int(arc.low)] = true
      begins[Int(arc.high) + 1] = true
    }
    if hasAssertions {
      for edge in [0x0A, 0x0B, 0x30, 0x3A, 0x41, 0x5B, 0x5F, 0x60, 0x61, 0x7B] {
        begins[edge] = true
      }
    }
    let classMemory = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    var representatives: [UInt8] = [0]
    for byte in 0..<256 {
      if byte > 0, begins[byte] { representatives.append(UInt8(byte)) }
      (classMemory + byte).initialize(to: UInt8(representatives.count - 1))
    }
    classes = UnsafePointer(classMemory)
    classCount = representatives.count
    self.representatives = representatives
  }

  deinit {
    steps.deallocate()
    arcs.deallocate()
    classes.deallocate()
  }

  /// The step that a switch goes to with a byte; `nil` if there is none.
  @inline(__always)
  func target(of step: Instruction, _ byte: UInt8) -> UInt32? {
    // The first arcs hold ASCII, which is what most bytes are.
    var arc = arcs + Int(step.next)
    let end = arc + Int(step.other)
    while arc < end {
      if byte <= arc.pointee.high { return byte >= arc.pointee.low ? arc.pointee.next : nil }
      arc += 1
    }
    return nil
  }
}

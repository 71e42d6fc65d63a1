// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Steps are those of the program, slots those of a step.

/// Finds a match and its groups by following all ways at once: no text is too long for it.
///
/// A thread is a step with the slots of the way that led there; of two at the same step, the one
/// with the lower rank is gone. The time is bounded by the product of steps and bytes.
final class Simulation {
  private let program: RegexProgram
  private let slotCount: Int
  private var threads: StepSet
  private var following: StepSet
  // The slots of the thread at each step.
  private var slots: UnsafeMutablePointer<Int>
  private var followingSlots: UnsafeMutablePointer<Int>
  private let way: UnsafeMutablePointer<Int>
  private var jobs: [(step: Int, place: Int)] = []
  /// What is asked from time to time in long texts; there is no match if nobody waits for it.
  var interruption: Interruption?

  /// A simulation that fills `slotCount` slots, which are two for the match and for each group.
  init(_ program: RegexProgram, slotCount: Int) {
    self.program = program
    self.slotCount = slotCount
    threads = StepSet(capacity: program.count)
    following = StepSet(capacity: program.count)
    slots = .allocate(capacity: program.count * slotCount)
    followingSlots = .allocate(capacity: program.count * slotCount)
    way = .allocate(capacity: slotCount)
  }

  deinit {
    slots.deallocate()
    followingSlots.deallocate()
    way.deallocate()
  }

  /// Finds the match that begins first, or at `start` if it is anchored there. A whole one has to end
  /// where the text does.
  func match(
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    isAnchored: Bool,
    isWhole: Bool = false,
    _ result: UnsafeMutablePointer<Int>
  ) -> Bool {
    threads.removeAll()
    var found = false
    var place = start
    while true {
      if !found, place == start || !isAnchored {
        way.update(repeating: -1, count: slotCount)
        way[0] = place
        follow(program.start, text, place)
        // The new thread ranks behind those that are there already.
        takeFollowing()
      }
      if threads.count == 0, found || isAnchored { break }
      if place & 4_095 == 4_095, interruption?.isRequested == true { return false }
      following.removeAll()
      let byte: UInt8? = place < text.count ? text[place] : nil
      for index in 0..<threads.count {
        let number = threads.list[index]
        let step = program.steps[Int(number)]
        var next: UInt32?
        switch step.kind {
        case .byte: if let byte, step.low <= byte, byte <= step.high { next = step.next }
        case .bytes: if let byte { next = program.target(of: step, byte) }
        case .match:
          if isWhole, byte != nil { continue }
          result.update(from: slots + Int(number) * slotCount, count: slotCount)
          result[1] = place
          found = true
        case .choice, .mark, .assertion, .fail: break
        }
        if step.kind == .match { break }
        if let next {
          way.update(from: slots + Int(number) * slotCount, count: slotCount)
          follow(next, text, place + 1)
        }
      }
      if place == text.count { break }
      swap(&threads, &following)
      swap(&slots, &followingSlots)
      following.removeAll()
      place += 1
    }
    return found
  }

  /// Adds what was followed to the threads, behind those that are there.
  private func takeFollowing() {
    for index in 0..<following.count {
      let number = following.list[index]
      guard threads.insert(number) else { continue }
      (slots + Int(number) * slotCount)
        .update(from: followingSlots + Int(number) * slotCount, count: slotCount)
    }
    following.removeAll()
  }

  /// Adds a step and those that it leads to without a byte to what follows.
  private func follow(_ step: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ place: Int) {
    jobs.append((Int(step), 0))
    while let job = jobs.popLast() {
      guard job.step >= 0 else {
        way[-1 - job.step] = job.place
        continue
      }
      guard following.insert(UInt32(job.step)) else { continue }
      let step = program.steps[job.step]
      switch step.kind {
      case .choice:
        jobs.append((Int(step.other), 0))
        jobs.append((Int(step.next), 0))
      case .mark:
        if step.other < slotCount {
          jobs.append((-1 - Int(step.other), way[Int(step.other)]))
          way[Int(step.other)] = place
        }
        jobs.append((Int(step.next), 0))
      case .assertion:
        let held = RegexAssertion.holding(in: text, at: place)
        if step.low & ~held.rawValue == 0 { jobs.append((Int(step.next), 0)) }
      case .byte, .bytes, .match:
        (followingSlots + job.step * slotCount).update(from: way, count: slotCount)
      case .fail: break
      }
    }
  }
}

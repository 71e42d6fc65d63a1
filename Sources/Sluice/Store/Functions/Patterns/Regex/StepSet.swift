// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of steps are below the capacity.

/// Steps of a program in the order in which they came, each once.
struct StepSet: ~Copyable {
  /// The steps, in their order.
  let list: UnsafeMutablePointer<UInt32>
  /// The number of steps.
  private(set) var count = 0
  private let places: UnsafeMutablePointer<UInt32>

  /// A set that has room for all steps below `capacity`.
  init(capacity: Int) {
    list = .allocate(capacity: max(1, capacity))
    places = .allocate(capacity: max(1, capacity))
    places.initialize(repeating: 0, count: max(1, capacity))
  }

  deinit {
    list.deallocate()
    places.deallocate()
  }

  /// Adds a step and returns whether it was not there.
  @inline(__always)
  mutating func insert(_ step: UInt32) -> Bool {
    let place = Int(places[Int(step)])
    if place < count, list[place] == step { return false }
    places[Int(step)] = UInt32(count)
    list[count] = step
    count += 1
    return true
  }

  /// Removes all steps, at no cost.
  @inline(__always)
  mutating func removeAll() { count = 0 }
}

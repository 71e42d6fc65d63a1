// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A number that several threads read and change without a lock.
final class SharedNumber: Sendable {
  private let number: Atomic<Int>

  /// Starts at a number.
  init(_ number: Int = 0) { self.number = Atomic(number) }

  /// The number now.
  var value: Int { number.load(ordering: .acquiring) }

  /// Adds to the number; returns the sum.
  @discardableResult
  func add(_ amount: Int) -> Int {
    number.wrappingAdd(amount, ordering: .acquiringAndReleasing).newValue
  }

  /// Makes the number no greater than another.
  func lower(to limit: Int) { number.min(limit, ordering: .acquiringAndReleasing) }

  /// Makes the number no less than another.
  func raise(to limit: Int) { number.max(limit, ordering: .acquiringAndReleasing) }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever fills an array sets all of its elements.

extension ContiguousArray {
  /// An array of `count` elements, all of which `fill` sets.
  ///
  /// For none there is no call: all empty arrays share one place in memory, and threads that wrote their
  /// length there would be in each other's way.
  init(filling count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
    guard count > 0 else {
      self = []
      return
    }
    self.init(unsafeUninitializedCapacity: count) { buffer, filled in
      fill(buffer)
      filled = count
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever asks for a place has made room for it.

/// Memory for values of the machine that grows.
///
/// Loops take ``base`` into a local first: it changes only when room is made.
final class GrowingBuffer<Value: BitwiseCopyable> {
  /// The first value.
  private(set) var base: UnsafeMutablePointer<Value>
  /// The number of values there is room for.
  private(set) var capacity: Int
  /// The number of values that are there.
  var count = 0

  /// Room for some values.
  init(capacity: Int = 0) {
    self.capacity = max(capacity, 16)
    base = LargeMemory.allocate(Value.self, capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Makes room for so many values in all, at least half as many again as there were.
  @inline(__always)
  func reserve(_ total: Int) {
    if total > capacity { grow(to: total) }
  }

  @inline(never)
  private func grow(to total: Int) {
    let capacity = max(total, self.capacity * 2)
    let stride = MemoryLayout<Value>.stride
    base = LargeMemory.grow(base, used: count * stride, to: capacity * stride)
      .bindMemory(to: Value.self, capacity: capacity)
    self.capacity = capacity
  }

  /// Adds a value.
  @inline(__always)
  func append(_ value: Value) {
    reserve(count + 1)
    base[count] = value
    count += 1
  }

  /// Has so many values; new ones are `value`.
  func resize(to total: Int, filling value: Value) {
    reserve(total)
    if total > count { (base + count).update(repeating: value, count: total - count) }
    count = total
  }

  /// Adds the values of another.
  func append(contentsOf other: GrowingBuffer<Value>) {
    reserve(count + other.count)
    (base + count).update(from: other.base, count: other.count)
    count += other.count
  }

  /// A value.
  @inline(__always) subscript(place: Int) -> Value { base[place] }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension KeySorter {
  /// So many rows are sorted at once at most, so that a query can be cancelled soon: some take longer.
  static func runLimit(_ keys: [Cells]) -> Int {
    if keys.contains(where: { $0.kind == .list || $0.kind == .structure }) { return 1 << 16 }
    return keys.contains { $0.kind == .bytes } ? 1 << 18 : 1 << 20
  }

  /// The numbers of the first `count` rows in the order of their keys.
  ///
  /// Of a query that is to end it is a permutation all the same, of whatever order.
  static func permutation(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    count: Int,
    _ interruption: Interruption?
  ) -> Selection {
    let limit = runLimit(keys)
    guard count > limit else {
      return permutation(keys, orders, count: count, asking: interruption)
    }
    var runs: [Selection] = []
    // Cells can be cut at multiples of 64.
    for start in stride(from: 0, to: count, by: limit) {
      if interruption?.isRequested == true { return permutation([], [], count: count) }
      let size = min(limit, count - start)
      let part = keys.map { $0.from(start) }
      let run = permutation(part, orders, count: size, asking: interruption)
      for place in 0..<size { run.rows[place] += UInt32(start) }
      runs.append(run)
    }
    let lists = runs.map { UnsafeBufferPointer(start: UnsafePointer($0.rows), count: $0.count) }
    defer { withExtendedLifetime(runs) {} }
    return RunMerge.permutation(keys, orders, runs: lists, interruption)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The memory that the steps of a query keep, and how much of it there may be.
final class QueryMemory: Sendable {
  /// The bytes that may be kept.
  let limit: Int
  /// The limit for the query and the tables together, and what those take of it.
  private let (whole, tables): (Int, Int)
  private let used = SharedNumber()
  private let most = SharedNumber()

  /// Nothing is kept yet. Tables take so many bytes of the limit.
  init(limit: Int, tables: Int = 0) {
    (whole, self.tables) = (max(0, limit), max(0, tables))
    self.limit = max(0, whole - self.tables)
  }

  /// The bytes that are kept now.
  var byteCount: Int { used.value }

  /// The most bytes that were kept at any time.
  var greatestByteCount: Int { most.value }

  /// The bytes that one step may keep before it puts rows into a file: several steps do so at a time.
  var share: Int { limit / 4 }

  fileprivate func add(_ amount: Int, for step: String) throws(SQLError) {
    let total = used.add(amount)
    guard amount > 0 else { return }
    guard total <= limit else {
      used.add(-amount)
      let tables = tables > 0 ? ", of which tables take \(tables)" : ""
      throw SQLError(
        .memory,
        "the query needs more memory than the limit of \(whole) bytes\(tables): there is no room for "
          + step,
        advice: "Raise memory_limit, or let the query use a folder for temporary files."
      )
    }
    most.raise(to: total)
  }

  fileprivate func release(_ amount: Int) { used.add(-amount) }
}

/// What one step keeps in memory, all its lanes together. What is left is given back with the last owner.
final class MemoryUse: Sendable {
  private let memory: QueryMemory
  private let step: String
  private let bytes = SharedNumber()

  /// Nothing yet. The name completes "there is no room for …".
  init(_ query: RunningQuery, _ step: String) {
    memory = query.memory
    self.step = step
  }

  deinit { memory.release(bytes.value) }

  /// Notes that so many bytes more are kept, or less. Throws if the query has no room for them.
  func add(_ amount: Int) throws(SQLError) {
    try memory.add(amount, for: step)
    bytes.add(amount)
  }

  /// The bytes of all lanes.
  var byteCount: Int { bytes.value }
}

/// What one lane keeps of the memory of its step.
struct LaneMemory {
  private let use: MemoryUse
  private var bytes = 0

  /// The bytes that are noted.
  var byteCount: Int { bytes }

  /// Nothing yet.
  init(_ use: MemoryUse) { self.use = use }

  /// Notes how many bytes the lane keeps now.
  mutating func set(_ count: Int) throws(SQLError) {
    guard count != bytes else { return }
    try use.add(count - bytes)
    bytes = count
  }

  /// The same; `false` if the query has no room for them.
  mutating func trySet(_ count: Int) throws(SQLError) -> Bool {
    do throws(SQLError) {
      try set(count)
      return true
    } catch {
      guard error.kind == .memory else { throw error }
      return false
    }
  }
}

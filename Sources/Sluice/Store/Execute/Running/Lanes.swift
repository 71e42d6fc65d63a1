// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A part of the rows of a step, all of which come before those of the next lane. Used by one thread at a
/// time.
final class Lane: @unchecked Sendable {
  // Unchecked: the consumer goes from the thread that made it to the one that works on the lane, and comes
  // back when that has ended.

  private let number: Int
  private let query: RunningQuery
  private let consumer: any ChunkConsumer
  /// The last lane whose rows are wanted.
  private let last: SharedNumber

  fileprivate init(
    _ number: Int,
    _ query: RunningQuery,
    _ consumer: any ChunkConsumer,
    last: SharedNumber
  ) {
    self.number = number
    self.query = query
    self.consumer = consumer
    self.last = last
  }

  /// Hands on a chunk; `false` if no more are wanted.
  func consume(_ chunk: Chunk) throws -> Bool {
    guard try isWanted() else { return false }
    if try consumer.consume(chunk) { return true }
    last.lower(to: number)
    return false
  }

  /// Whether more rows are wanted. Asked by those who work for long without making any.
  func isWanted() throws -> Bool {
    try query.checkCancellation()
    return number <= last.value
  }

  fileprivate func finish() throws {
    if number <= last.value { try consumer.finish() }
  }

  fileprivate func fail() { last.lower(to: number) }
}

extension RunningQuery {
  /// Makes rows in lanes: each of some units, of which there are `units` with about so many rows in all.
  ///
  /// `body` gives the rows of some units to the lane that it is called with. Without rows enough for
  /// several threads there is one lane, on the thread of the caller. Which units a lane has depends on
  /// the numbers of units, rows and threads only. Of several errors the one of the first rows is thrown.
  func run(
    units: Int,
    rows: Int,
    _ makeConsumer: () throws -> any ChunkConsumer,
    _ body: @Sendable (Range<Int>, Lane) throws -> Void
  ) throws {
    let last = SharedNumber(.max)
    let parts = lanes(units: units, rows: rows)
    var lanes: [Lane] = []
    for number in parts.indices {
      lanes.append(Lane(number, self, try makeConsumer(), last: last))
    }
    try concurrently(parts.count) { [lanes] number in
      do {
        guard try lanes[number].isWanted() else { return }
        try body(parts[number], lanes[number])
        try lanes[number].finish()
      } catch {
        lanes[number].fail()
        throw error
      }
    }
  }

  /// The units of each lane. The first ones have most, so that in the end all threads are done at about
  /// the same time.
  private func lanes(units: Int, rows: Int) -> [Range<Int>] {
    let count = max(1, min(units, rows / laneRows))
    guard threads > 1, count > 1 else { return [0..<units] }
    let least = (units - 1) / count + 1
    var result: [Range<Int>] = []
    var start = 0
    while start < units {
      let size = min(units - start, max(least, (units - start) / (threads * 2)))
      result.append(start..<start + size)
      start += size
    }
    return result
  }

  /// The bits of hashes by which so many rows are parted for the threads; none if they are few.
  func partitionBits(rows: Int) -> Int {
    guard threads > 1, rows > laneRows / 2 else { return 0 }
    var bits = 3
    // Parts that fit into the cache near a core, and enough of them that no thread has to wait for long.
    while bits < 8, 1 << bits < threads * 4 || rows >> bits > laneRows { bits += 1 }
    return bits
  }

  /// Calls `body` with each number below `count`, on several threads if there are several.
  ///
  /// Numbers are taken in order. An error of one keeps the later ones from being started; the one of the
  /// lowest number is thrown.
  func concurrently(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
    let threads = min(threads, count)
    guard threads > 1 else {
      for number in 0..<count { try body(number) }
      return
    }
    let next = SharedNumber(-1)
    let failure = Locked<(number: Int, error: any Error)?>(nil)
    let firstFailed = SharedNumber(.max)
    let busy = Locked(Duration.zero)
    let start = time.uptime
    watchingTask {
      SystemThreads.run(threads) { _ in
        let begin = time.uptime
        while true {
          let number = next.add(1)
          guard number < count, number < firstFailed.value else { break }
          do {
            try body(number)
          } catch {
            firstFailed.lower(to: number)
            failure.withLock { known in
              if number < known?.number ?? .max { known = (number, error) }
            }
          }
        }
        let worked = time.elapsed(since: begin)
        busy.withLock { $0 += worked }
      }
    }
    let elapsed = time.elapsed(since: start)
    let worked = busy.withLock { $0 }
    timeBeside.withLock { $0 += worked - elapsed }
    if let failed = failure.withLock({ $0 }) { throw failed.error }
  }
}

extension RunningQuery {
  /// What `body` makes for each number below `count`, on several threads if there are several.
  func collect<Result>(
    _ count: Int,
    _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>(count)
    try concurrently(count) { number in results.set(number, try body(number)) }
    return results.all
  }
}

/// A place for each result.
private final class Results<Result>: @unchecked Sendable {
  // Unchecked: results go from the threads that made them to the caller, who waits for all.

  private let results: Locked<[Result?]>

  init(_ count: Int) { results = Locked(Array(repeating: nil, count: count)) }

  func set(_ number: Int, _ result: Result) { results.withLock { $0[number] = result } }

  var all: [Result] { results.withLock { $0 }.compactMap { $0 } }
}

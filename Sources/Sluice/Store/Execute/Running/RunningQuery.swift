// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the steps of a query share while it runs.
final class RunningQuery: Sendable {
  /// The values of parameters.
  let parameters: ParameterValues
  /// The number of threads that work at the same time, with that of the caller.
  let threads: Int
  /// The number of rows that are worth a lane of their own.
  let laneRows: Int
  /// The memory that steps keep.
  let memory: QueryMemory
  /// Where rows go that have no room in memory; `nil` if they may not go anywhere.
  let spillFolder: SpillFolder?
  /// What steps that are measured ask for the time.
  let time: any TimeSource
  /// Parts that several steps read, by their numbers.
  let shared: Locked<[Int: StoredChunks]>
  /// The time that threads worked at the same time as that of the query.
  let timeBeside: Locked<Duration>

  /// A query that is about to run on so many threads. Tables take a part of the memory that there may be.
  init(
    _ parameters: ParameterValues = ParameterValues(),
    threads: Int = SystemThreads.coreCount,
    laneRows: Int = 16 * Chunk.size,
    memoryLimit: Int = .max,
    tableBytes: Int = 0,
    spillFolder: SpillFolder? = nil,
    time: any TimeSource = SystemTime()
  ) {
    self.parameters = parameters
    self.threads = max(1, threads)
    self.laneRows = max(1, laneRows)
    self.spillFolder = spillFolder
    memory = QueryMemory(limit: memoryLimit, tables: tableBytes)
    self.time = time
    shared = Locked([:])
    timeBeside = Locked(.zero)
  }

  private init(_ other: RunningQuery, threads: Int) {
    self.threads = threads
    laneRows = other.laneRows
    memory = other.memory
    spillFolder = other.spillFolder
    parameters = other.parameters
    time = other.time
    shared = other.shared
    timeBeside = other.timeBeside
  }

  /// The same query, for steps whose rows are to be made one after the other.
  var onOneThread: RunningQuery { RunningQuery(self, threads: 1) }

  /// Ends the query soon, with a `CancellationError`. May be called from anywhere.
  func cancel() { interruption.request() }

  /// What those are asked who work for long and know no query. The same as of its parameters.
  var interruption: Interruption { parameters.interruption }

  /// Throws if nobody waits for the result any more.
  func checkCancellation() throws { try interruption.check() }

  /// Lets threads that are no tasks see whether the task of the caller is cancelled, until `body` is done.
  func watchingTask<Result>(_ body: () throws -> Result) rethrows -> Result {
    try interruption.watchingTask(body)
  }
}

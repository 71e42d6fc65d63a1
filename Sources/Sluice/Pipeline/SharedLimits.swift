// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What several pipelines may take together.
///
/// Make one, and hand it to as many pipelines as share a process, in ``Limits/shared``. A run waits
/// until there is a place for it, and gives the place back when it ends. Pipelines take turns: one that
/// asks for a hundred runs does not keep others from theirs.
///
/// A run that is started inside of another, say by a resource, waits for a place of its own while
/// the outer one keeps its place: give it other limits.
public final class SharedLimits: Sendable {
  /// The numbers.
  public struct Bounds: Sendable {
    /// The memory for rows on their way, all runs together.
    ///
    /// A run sets its own ``Limits/memory`` aside here as long as it goes on, and waits for it.
    public var memory = ByteCount.mebibytes(256)
    /// How many runs go on at the same time.
    public var concurrentRuns = 16
    /// How many resources are extracted at the same time, all runs together.
    public var concurrentResources = 32
    /// How many runs load into the same ``Destination/place`` at the same time. `nil` is no limit
    /// besides ``concurrentRuns``.
    public var runsPerDestination: Int?

    /// Bounds that suit a small server.
    public init() {}
  }

  /// What is in use.
  public struct Usage: Hashable, Sendable {
    /// Runs that go on.
    public let runs: Int
    /// Runs that wait for a place.
    public let waitingRuns: Int
    /// The memory that runs have set aside.
    public let memory: ByteCount
    /// Resources that are extracted.
    public let resources: Int
    /// The most runs that went on at one time.
    public let peakRuns: Int
    /// The most memory that was set aside at one time.
    public let peakMemory: ByteCount
    /// The most resources that were extracted at one time.
    public let peakResources: Int
  }

  // Why nobody waits for ever: a run takes its place, its room at the destination and its memory in
  // one step, and holds nothing shared while it waits for them. Once inside it asks for places of
  // resources only. Who has one of these needs nothing shared any more: its rows go to the loader of
  // its own run, through memory that the run has. So each place of a resource comes free, hence each
  // run ends, hence each place of a run comes free.
  private let runs: FairGate
  private let resources: FairGate
  private let memory: Int

  /// Limits that nobody shares yet.
  public init(_ bounds: Bounds = Bounds()) {
    memory = max(1, bounds.memory.bytes)
    runs = FairGate(
      FairQueue(limit: bounds.concurrentRuns, perRoom: bounds.runsPerDestination, weight: memory)
    )
    resources = FairGate(FairQueue(limit: bounds.concurrentResources))
  }

  /// What is in use now, and what was at most.
  public var usage: Usage {
    let (runs, resources) = (runs.queue, resources.queue)
    return Usage(
      runs: runs.used,
      waitingRuns: runs.waitingCount,
      memory: .bytes(runs.weight),
      resources: resources.used,
      peakRuns: runs.peak,
      peakMemory: .bytes(runs.peakWeight),
      peakResources: resources.peak
    )
  }

  /// Waits until a run of `pipeline` may load into `place` with as much memory.
  ///
  /// More than all have together is cut down to that. Throws `CancellationError` as soon as the task
  /// is cancelled.
  func admit(pipeline: String, place: String, memory: ByteCount) async throws -> Admission {
    let memory = min(max(0, memory.bytes), self.memory)
    let ticket = try await runs.enter(pipeline, room: place, weight: memory)
    return Admission(ticket, memory: .bytes(memory))
  }

  /// Waits until a resource of `pipeline` may be extracted, by a run that was admitted.
  func admitResource(of pipeline: String) async throws -> Admission {
    Admission(try await resources.enter(pipeline), memory: .bytes(0))
  }
}

/// A place within ``SharedLimits``. It is free again once it is released, or with its last owner.
final class Admission: Sendable {
  /// The memory that is set aside.
  let memory: ByteCount
  private let place: FairGate.Place

  init(_ place: FairGate.Place, memory: ByteCount) {
    self.place = place
    self.memory = memory
  }

  /// Frees the place, the first time that it is called.
  func release() { place.leave() }
}

extension Limits {
  /// Waits for a place within ``shared``, if there is one, and returns it with the limits of the run.
  func admitted(
    pipeline: String,
    place: String
  ) async throws -> (limits: Limits, admission: Admission?) {
    guard let shared else { return (self, nil) }
    let admission = try await shared.admit(pipeline: pipeline, place: place, memory: memory)
    var limits = self
    limits.memory = admission.memory
    return (limits, admission)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// When a run that goes on for long is cut into several loads.
///
/// Each of them is committed on its own, with the cursor that belongs to it, so that a failure late in
/// a run costs no more than one of them. A run can be cut where a resource says so, by
/// ``Output/checkpoint()``: there it ends, its load is committed, and it is asked to extract again,
/// from its state on. That is what happens after a crash, too. All resources that begin together are
/// in the first load; those that wait for one of them to end may come later.
public struct PackageLimit: Hashable, Sendable {
  /// How many rows one load has, about.
  public var rows: Int?
  /// How many bytes the rows of one load take, about.
  public var size: ByteCount?
  /// How long one load is extracted, about.
  public var time: Duration?

  /// Cuts a run as soon as one of the limits that are not `nil` is reached.
  public init(rows: Int? = nil, size: ByteCount? = nil, time: Duration? = nil) {
    self.rows = rows
    self.size = size
    self.time = time
  }
}

/// Sees when a load is large enough, and which resources stop for it.
final class PackageCut: Sendable {
  private struct State {
    var rows = 0
    var bytes = 0
    var stopped: Set<String> = []
  }

  private let limit: PackageLimit
  private let clock: any TimeSource
  private let start: Duration
  private let state = Locked(State())

  init(at limit: PackageLimit, clock: any TimeSource) {
    self.limit = limit
    self.clock = clock
    start = clock.uptime
  }

  /// Whether the load is large enough, and has rows at all.
  var isDue: Bool {
    let (rows, bytes) = state.withLock { ($0.rows, $0.bytes) }
    if rows == 0 { return false }
    return rows >= limit.rows ?? .max || bytes >= limit.size?.bytes ?? .max
      || limit.time.map { clock.uptime - start >= $0 } ?? false
  }

  /// The resources that are not through.
  var stopped: Set<String> { state.withLock { $0.stopped } }

  /// Counts pages that are written down.
  func count(rows: Int, bytes: Int) {
    state.withLock { state in
      state.rows += rows
      state.bytes += bytes
    }
  }

  /// Counts rows of the load.
  func count(_ batches: [TableBatch]) {
    state.withLock { state in
      for taken in batches {
        state.rows += taken.batch.rowCount
        state.bytes += taken.batch.byteCount
      }
    }
  }

  /// Notes that a resource is not through: it goes on in the next load.
  func stop(_ resource: String) { state.withLock { _ = $0.stopped.insert(resource) } }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is done with each record on the way.
enum Step: Sendable {
  /// Another record takes its place, or none.
  case map(@Sendable (Record) throws -> Record?)
  /// Several records take its place.
  case flatMap(@Sendable (Record) throws -> [Record])
  /// Only some stay.
  case filter(@Sendable (Record) throws -> Bool)
  /// All stay, and figures are taken of them.
  case measure(@Sendable (Record, ResourceMetrics) throws -> Void)
}

/// When a resource stops early. `nil` is no limit.
struct RecordLimits: Hashable, Sendable {
  var rows: Int?
  var pages: Int?
  var time: Duration?

  var isEmpty: Bool { rows == nil && pages == nil && time == nil }
}

extension Records {
  /// Puts another record in the place of each; `nil` leaves it out.
  public func map(_ transform: @escaping @Sendable (Record) throws -> Record?) -> Self {
    with { $0.steps.append(.map(transform)) }
  }

  /// Puts any number of records in the place of each.
  public func flatMap(_ transform: @escaping @Sendable (Record) throws -> [Record]) -> Self {
    with { $0.steps.append(.flatMap(transform)) }
  }

  /// Keeps the records that `isWanted` says yes to.
  public func filter(_ isWanted: @escaping @Sendable (Record) throws -> Bool) -> Self {
    with { $0.steps.append(.filter(isWanted)) }
  }

  /// Takes figures of the records as they are at this step, for the report.
  public func measure(
    _ look: @escaping @Sendable (Record, ResourceMetrics) throws -> Void
  ) -> Self {
    with { $0.steps.append(.measure(look)) }
  }

  /// Stops after `rows` rows, counted after all steps. Replaces a limit of rows set before.
  public func limit(rows: Int) -> Self { with { $0.limits.rows = max(0, rows) } }

  /// Stops after `pages` calls of `send`. Replaces a limit of pages set before.
  public func limit(pages: Int) -> Self { with { $0.limits.pages = max(0, pages) } }

  /// Takes no page that comes after `time`. Replaces a limit of time set before.
  public func limit(time: Duration) -> Self { with { $0.limits.time = time } }
}

extension Resource {
  /// A resource made from each record of this one.
  ///
  /// `each` runs for several records at the same time, within the limits of the run; what it sends
  /// is loaded in the order of the records. This resource is extracted once for all that are made
  /// from it, and loaded only if it is listed in the source itself.
  public func then(
    _ name: String,
    each: @escaping @Sendable (Record, Output) async throws -> Void
  ) -> Records {
    Records(name, origin: .derived(self, each))
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Figures that a resource gathers in one run, for the report.
///
/// ```swift
/// output.metrics.add("requests")
/// output.metrics["last page"] = .int(page)
/// ```
/// They are in ``RunReport/metrics`` and are not kept: what has to last belongs into the state. Several
/// tasks may use them at the same time; each call is done as a whole.
public struct ResourceMetrics: Sendable {
  private let figures = Locked(Record())

  /// Has no figures.
  init() {}

  /// All figures, by their names, in the order in which they came up.
  public var values: Record { figures.withLock { $0 } }

  /// A figure, or `nil` if there is none of this name. Setting `nil` removes it.
  public subscript(name: String) -> Value? {
    get { figures.withLock { $0[name] } }
    nonmutating set { figures.withLock { $0[name] = newValue } }
  }

  /// Adds to a whole number, which is 0 before. Anything else under this name is replaced.
  public func add(_ name: String, _ amount: Int = 1) {
    figures.withLock { figures in
      let before = figures[name]?.int64 ?? 0
      let (sum, isTooLarge) = before.addingReportingOverflow(Int64(amount))
      figures[name] = .int(isTooLarge ? amount < 0 ? .min : .max : sum)
    }
  }
}

extension Output {
  /// Figures of the resource, for the report of the run.
  public var metrics: ResourceMetrics { sink.metrics }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which of the records in the table `_sluice_quarantine` a replay tries once more.
///
/// ```swift
/// try await pipeline.replay(.quarantined(resource: "orders"), of: shop)
/// ```
public struct ReplaySelection: Hashable, Sendable {
  private var resource: String?
  private var table: String?
  private var load: String?
  private var clause: String?

  /// All of them.
  public static let quarantined = ReplaySelection()

  /// Those for which all that is given holds; what is not given may be anything.
  ///
  /// `table` is where the reason lies: the table that the record was for, or one below. `load` is
  /// the id of the load that put the record aside, `clause` the rule that it broke, such as
  /// `columns: quarantine` or `check: total is positive`.
  public static func quarantined(
    resource: String? = nil,
    table: String? = nil,
    load: String? = nil,
    clause: String? = nil
  ) -> ReplaySelection {
    var selection = ReplaySelection()
    selection.resource = resource
    selection.table = table
    selection.load = load
    selection.clause = clause
    return selection
  }

  /// Whether `record` is meant.
  func includes(_ record: QuarantinedRecord) -> Bool {
    (resource == nil || resource == record.resource) && (load == nil || load == record.loadID)
      && (table == nil || table == record.table || table == record.rootTable)
      && (clause == nil || clause == record.clause)
  }
}

extension Pipeline {
  /// Tries records once more that were put aside, under today's schema, hints, stages and checks.
  ///
  /// Those that pass are loaded, and leave the table `_sluice_quarantine` with the same commit; the
  /// others stay, with one more attempt and the reason of today. Rows are added to what the tables
  /// have, also where the resource replaces them. The steps of a resource, such as a map, were taken
  /// before the record was put aside, and are not taken again. Records of resources that `source`
  /// does not have stay as they are. If none is left to try, nothing is loaded.
  ///
  /// Throws as ``run(_:)-(Source)`` does, and with the code `unsupported` where the destination
  /// cannot read rows back or replace them.
  @concurrent @discardableResult
  public func replay(
    _ selection: ReplaySelection = .quarantined,
    of source: some Source
  ) async throws -> RunReport {
    try await Run(self).execute(source, replaying: selection)
  }

  /// Tries records of one resource once more that were put aside.
  ///
  /// Does and throws what ``replay(_:of:)-(_,Source)`` does.
  @concurrent @discardableResult
  public func replay(
    _ selection: ReplaySelection = .quarantined,
    of resource: some Resource
  ) async throws -> RunReport {
    try await Run(self).execute(SingleResource(for: self, resource), replaying: selection)
  }
}

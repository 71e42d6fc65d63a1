// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the state keeps of a cursor, in the form that dlt gives it.
struct CursorMemory: Hashable, Sendable {
  /// The first value that was wanted when the cursor was new.
  var initial: Value?
  /// How far the cursor has come.
  var last: Value?
  /// Where the latest run has started, without its lag.
  var start: Value?
  /// The hashes of the records at the boundary.
  var hashes: Set<String> = []
  /// The table that has the hashes, where they are too many for the state.
  var table: String?

  /// The key in the state of a resource, below which are its cursors by their paths.
  static let key = "incremental"
  private static let tableKey = "_sluice_boundary"

  /// A cursor that has never moved.
  init() {}

  /// Reads what `record`, the state of a resource, keeps of the cursor called `name`.
  init?(in record: Record, of name: String) {
    guard let kept = record[Self.key]?[name]?.fields else { return nil }
    func value(_ key: String) -> Value? { kept[key].flatMap { $0.isNull ? nil : $0 } }
    initial = value("initial_value")
    last = value("last_value")
    start = value("start_value")
    hashes = Set((kept["unique_hashes"]?.elements ?? []).compactMap(\.string))
    table = value(Self.tableKey)?.string
  }

  /// Keeps this in `record` for the cursor called `name`.
  func keep(in record: inout Record, of name: String) {
    var kept: Record = [
      "initial_value": initial ?? .null,
      "last_value": last ?? .null,
      "start_value": start ?? .null,
      "unique_hashes": .list(hashes.sorted().map { .text($0) }),
    ]
    if let table { kept[Self.tableKey] = .text(table) }
    var cursors = record[Self.key]?.fields ?? Record()
    cursors[name] = .record(kept)
    record[Self.key] = .record(cursors)
  }
}

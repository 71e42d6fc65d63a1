// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What all parts of one run share.
struct RunContext: Sendable {
  /// What the destination can do.
  var capabilities: Capabilities
  /// The id of the load.
  var loadID: String
  /// Where all ids of rows come from.
  var seed: RowIDSeed
  /// The schema while it grows.
  var keeper: SchemaKeeper
  /// Values that rows hand down.
  var propagation: Propagation
  /// Whether nested rows name their root row.
  var addsRootKey: Bool
  /// How deep nested data becomes tables, unless a table says otherwise.
  var maximumNesting: Int?
  /// The deepest nesting that the destination takes, whatever a table says.
  var nestingCap: Int?
  /// The way to the loader, and the memory of the run.
  var channel: Channel<LoadableBatch>
  /// How many bytes of rows gather before they go to the loader.
  var flushBytes: Int
  /// How many records of a resource are worked on at the same time by one made from it.
  var concurrentRecords: Int
  /// The clock.
  var clock: any TimeSource
  /// Hears of everything.
  var emit: @Sendable (Event) -> Void
  /// Tables that were asked for without a row.
  var materialized = Locked<Set<String>>([])
  /// The first resource of each table that is known beforehand, by the table's name.
  var owners = Locked<[String: Owner]>([:])
  /// Makes shredders.
  var makeShredder: @Sendable (String, ShredContext) -> any RowShredder

  /// A resource whose hints count for a table, and those hints.
  struct Owner: Sendable {
    var resource: String
    var hints: TableHints
  }

  /// What a shredder of `resource` for `table` needs.
  func shredContext(resource: String, table: String) -> ShredContext {
    ShredContext(
      resource: resource,
      schema: keeper,
      loadID: loadID,
      seed: seed.forked(for: "\(loadID)/\(resource)/\(table)"),
      maximumNesting: maximumNesting,
      addsRootKey: addsRootKey,
      propagation: propagation,
      report: { [emit] event in emit(Event(event, resource: resource)) }
    )
  }
}

/// Rows on their way to the destination.
struct LoadableBatch: Sendable {
  /// The table as it was when the rows were made, with the disposition of its root.
  ///
  /// Not as it is when they are loaded: how far others have come until then is a matter of chance.
  var table: Table
  /// The rows.
  var batch: Batch
}

extension Schema {
  /// The table with the disposition of its root.
  func resolved(_ name: String) -> Table? {
    guard var table = self[name] else { return nil }
    table.disposition = self[root(of: name)]?.disposition ?? .append
    return table
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What all parts of one run share.
struct RunContext: Sendable {
  /// What the destination can do.
  var capabilities: Capabilities
  /// The id of the load.
  var loadID: String
  /// The hash of the schema before the load.
  var previousHash: String
  /// Where all ids of rows come from.
  var seed: RowIDSeed
  /// The schema while it grows.
  var keeper: SchemaKeeper
  /// Values that rows hand down.
  var propagation: Propagation
  /// Whether nested rows name their root row. `nil` leaves that to how the root rows are written.
  var addsRootKey: Bool?
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
  /// The checks of all resources.
  var checks = RunChecks()
  /// Whether records that were put aside are tried once more, and nothing is extracted.
  var isReplay = false
  /// Gathers what happens, where nothing is to be loaded.
  var planning: PlanCollector?
  /// How many records of each resource that is made from none are taken. `nil` is no limit.
  var recordLimit: Int?
  /// The state of the pipeline while the run changes it.
  var state: Locked<PipelineState>
  /// Figures of resources, by their names.
  var metrics = Locked<[String: ResourceMetrics]>([:])
  /// Lets resources send in turn, where they are to.
  var rounds: RoundRobin?
  /// Tables that were asked for without a row.
  var materialized = Locked<Set<String>>([])
  /// The first resource of each table that is known beforehand, by the table's name.
  var owners = Locked<[String: Owner]>([:])
  /// The boundaries that are too large for the state, by their tables.
  var boundaries = Locked<[String: Set<String>]>([:])
  /// Sees when the load is large enough, where a run may be cut.
  var cut: PackageCut?
  /// Takes the pages as they come, and nothing is made of them.
  var raw: RawPackageWriter?
  /// Makes shredders.
  var makeShredder: @Sendable (String, ShredContext) -> any RowShredder

  /// A resource whose hints count for a table, and those hints.
  struct Owner: Sendable {
    var resource: String
    var hints: TableHints
  }

  /// What the resource called `name` remembers.
  func state(of name: String) -> StateScope {
    StateScope(state, source: keeper.schema.name, resource: name)
  }

  /// Figures of the resource called `name`.
  func metrics(of name: String) -> ResourceMetrics {
    metrics.withLock { metrics in
      let found = metrics[name] ?? ResourceMetrics()
      metrics[name] = found
      return found
    }
  }

  /// What a shredder of `resource` for `table` needs.
  func shredContext(resource: String, table: String) -> ShredContext {
    var context = ShredContext(
      resource: resource,
      schema: keeper,
      loadID: loadID,
      seed: seed.forked(for: "\(loadID)/\(resource)/\(table)"),
      maximumNesting: maximumNesting,
      addsRootKey: addsRootKey,
      propagation: propagation,
      report: { [emit] event in emit(Event(event, resource: resource)) }
    )
    if let planning { context.passOver = { planning.fail($0) } }
    return context
  }
}

extension RunContext {
  /// The table called `name` as its rows are written in this run.
  ///
  /// A replay adds the records that pass to what is there, and puts those that stay in the place of
  /// all that were put aside.
  func resolved(_ name: String, in schema: Schema) -> Table? {
    guard var table = schema.resolved(name), isReplay else { return schema.resolved(name) }
    if name == QuarantineTable.name {
      table.disposition = .replace
    } else if table.disposition == .replace {
      table.disposition = .append
    }
    return table.forPartOfLoad()
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

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Turns the records of one resource into rows of one root table and the tables below it.
///
/// There are two ways through it. The *known way* writes the values of a record straight into the
/// columns, as long as the record brings nothing that the shape does not know. Whatever is new, odd or
/// wrong takes the record back and sends it the *careful way*, which works on a tree of values, asks
/// the stages where the schema has to change, and teaches the shape what it learned. Both ways give
/// the same rows.
///
/// Used by one task at a time. Rows gather in column buffers until they are taken as batches.
final class TableShredder {
  /// What all shredders of the resource have in common.
  let context: ShredContext
  /// The fields of the records, as far as they are known.
  let shape = Shape()
  /// The root table and those below it; a table stands after its parent.
  var tables: [ShredTable] = []
  /// What the hot loops share.
  let hot: UnsafeMutablePointer<HotState>
  /// The fields of the root table's records.
  private(set) var root: UnsafeMutablePointer<ShapeNode>
  /// Draws the ids of root rows.
  var ids: RowIDGenerator
  /// How ids of root rows come about.
  let rowID: RowIDRule
  /// The number of records taken so far.
  var recordCount = 0
  /// Batches that were ready as they came.
  var readyBatches: [TableBatch] = []
  /// Where the first name that led to a column stands in the source, by table and column.
  var sources: [[String: [String]]] = []
  /// Finds tables by name.
  var tableNumbers: [String: Int] = [:]
  /// What was left out of the current record.
  var discards: [Discard] = []
  /// Why the current record is left out as a whole, if it is.
  var refusedRecord: Discard?
  /// The records that were put aside, once there are any.
  var quarantine: QuarantineBuffer?
  /// Checks rows, where that is asked for.
  var checker: RowChecker?
  /// The record that is tried once more, as it was put aside.
  var retried: QuarantinedRecord?
  /// The column that has another type than the current record was begun with.
  var restart: (column: Column, table: ShredTable)?
  /// Whether fields wait to be written to the json columns of their tables.
  var hasOverflow = false
  private var heapBeforeRecord = 0

  /// Whether every record has to go the careful way, for its id, or whether it is one, depends on
  /// its content.
  let needsWholeRecords: Bool

  /// Makes a shredder for the root table called `table`, a name that is normalised already.
  init(table: String, context: ShredContext) {
    self.context = context
    let known = context.schema.schema[table]
    rowID = known?.rowID ?? .random
    ids = RowIDGenerator(seed: context.seed)
    hot = .allocate(capacity: 1)
    hot.initialize(to: HotState())
    let rootTable = ShredTable(name: table, fragments: [table], parent: nil, index: 0)
    tables = [rootTable]
    sources = [[:]]
    tableNumbers = [table: 0]
    rootTable.filter = ColumnFilter(of: rootTable, context.schema)
    needsWholeRecords = rowID != .random || rootTable.filter?.dropsEmptyRows == true
    let nesting = known?.maximumNesting ?? context.maximumNesting ?? 1_000
    root = shape.makeNode(table: rootTable.rows, prefix: [], path: [], remaining: nesting)
    prepare(rootTable)
  }

  deinit {
    hot.pointee.free()
    hot.deallocate()
  }

  /// The memory that the rows take which were not taken yet, about.
  var pendingByteCount: Int {
    hot.pointee.heap.count + (quarantine?.byteCount ?? 0)
      + tables.reduce(0) { $0 + $1.rows.pointee.count * ($1.columns.count + 4) * 8 }
      + readyBatches.reduce(0) { $0 + $1.batch.byteCount }
  }

  /// Shreds one record. A value that is not a record becomes a row with a column `value`.
  func shred(_ value: Value) throws(LoadError) {
    beginRecord()
    if !needsWholeRecords, case .record(let record) = value, walk(record), passesChecks() {
      recordCount += 1
      return
    }
    try learn(value)
  }

  /// Takes rows that are columns already: they get a load and an id, and are not nested further.
  func shred(_ batch: Batch) throws(LoadError) {
    guard batch.rowCount > 0 else { return }
    let admitted: Batch
    do {
      admitted = try admit(batch)
    } catch {
      guard let passOver = context.passOver else { throw error }
      checker?.forget()
      passOver(error)
      recordCount += batch.rowCount
      return
    }
    recordCount += batch.rowCount
    guard admitted.rowCount > 0 else { return }
    readyBatches.append(TableBatch(table: tables[0].name, batch: admitted))
  }

  /// Makes the table without a row and, if they are wanted, the tables that are declared below it.
  ///
  /// Records that come later do not find those tables: nothing may come.
  func materialize(withTablesBelow hasTablesBelow: Bool) throws(LoadError) {
    guard try admit(tables[0], path: [], record: recordCount) == nil else { return }
    addSystemColumns(to: tables[0])
    context.schema.withSchema { $0[tables[0].name]?.hasSeenData = true }
    if hasTablesBelow { try materializeDeclaredTables() }
  }

  /// Says what can only be said when all records are through.
  func reportEnd() {
    checker?.tell()
    for slot in shape.slots where slot.onlyNulls {
      let table = tables[shape.nodes[slot.node].table].name
      guard context.schema.schema[table]?[slot.name]?.type == nil else { continue }
      context.report(.onlyNulls(table: table, column: slot.name))
    }
  }

  /// Starts a record: what follows can be taken back.
  func beginRecord() {
    if !discards.isEmpty { reportDiscards() }
    if hasOverflow { storeOverflow() }
    hot.pointee.record &+= 1
    hot.pointee.touchedCount = 0
    hot.pointee.isFull = false
    hot.pointee.depth = 0
    heapBeforeRecord = hot.pointee.heap.count
  }

  /// Tells what was left out of records that are there to stay.
  func reportDiscards() {
    for discard in discards { context.report(.discarded(discard)) }
    discards.removeAll()
  }

  /// Takes back the rows of the current record, and makes room where there was none.
  func rollBack() {
    if !discards.isEmpty { discards.removeAll() }
    if hasOverflow { forgetOverflow() }
    for number in 0..<hot.pointee.touchedCount {
      tables[hot.pointee.touched[number].pointee.index].rollBack()
    }
    hot.pointee.touchedCount = 0
    hot.pointee.heap.count = heapBeforeRecord
    hot.pointee.record &+= 1
  }

  /// Makes batches of the rows so far; there is no current record.
  func seal() {
    readyBatches = takeBatches()
    heapBeforeRecord = hot.pointee.heap.count
  }

  /// Doubles the room of all tables that are full.
  func growFullTables() {
    for table in tables where table.rows.pointee.count == table.rows.pointee.capacity {
      table.grow()
    }
    hot.pointee.isFull = false
  }

  /// Adds a table below `parent`, or finds the one that another field made.
  func addTable(_ fragments: [String], below parent: Int) -> ShredTable {
    let name = context.schema.naming.shortenFragments(fragments)
    if let number = tableNumbers[name] { return tables[number] }
    let table = ShredTable(
      name: name,
      fragments: fragments,
      parent: parent,
      index: tables.count
    )
    tables.append(table)
    sources.append([:])
    tableNumbers[name] = table.rows.pointee.index
    hot.pointee.reserveTables(tables.count)
    table.filter = ColumnFilter(of: table, context.schema)
    prepare(table)
    return table
  }

  /// Whether `table` has been admitted is asked once; what the context says of it is set up here.
  private func prepare(_ table: ShredTable) {
    guard let parentNumber = table.parent else {
      inherit(into: table, from: nil)
      return
    }
    let schema = context.schema.schema
    if let known = schema[table.name], known.parent == nil { table.isDetached = true }
    let root = schema.root(of: tables[parentNumber].name)
    table.hasRootKey =
      context.addsRootKey ?? (schema[root]?.addsRootKey == true) || tables[parentNumber].hasRootKey
      || schema.hasRootKey(below: root)
    inherit(into: table, from: tables[parentNumber])
  }

  private func inherit(into table: ShredTable, from parent: ShredTable?) {
    guard let parent else { return }
    table.inherited = parent.inherited
    var rules = context.propagation.tables[parent.name] ?? [:]
    if parent.parent == nil {
      rules.merge(context.propagation.root) { own, _ in own }
    }
    for (column, name) in rules.sorted(by: { $0.key < $1.key }) {
      table.inherited.append((parent.rows.pointee.index, column, name))
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The careful way: a record as a tree of values, one step after the other as dlt takes them.

extension TableShredder {
  /// What stands for one row: a record, or an element of a list that is none.
  enum Content {
    case record(Record)
    case list([Value])
    case scalar(Value)
  }

  /// One field of a row, flattened.
  struct Field {
    var name: String
    var slot: Int
    var value: Value
  }

  /// Shreds the current record, which came as a tree of values, the careful way.
  func learn(_ value: Value) throws(LoadError) { try learn(value) { .value(value) } }

  /// Shreds the current record the careful way and teaches the shape what is new in it.
  ///
  /// Where the record is to be put aside, `original` says what it was.
  func learn(
    _ value: Value,
    from original: () -> OriginalRecord
  ) throws(LoadError) {
    rollBack()
    let number = recordCount + 1
    let content: Content =
      switch value {
      case .record(let record): .record(record)
      default: .record(["value": value])
      }
    do {
      repeat {
        restart = nil
        refusedRecord = nil
        try addRows(content, number: number)
        guard let (column, table) = restart else { break }
        rollBack()
        adopt(column, in: table)
      } while true
      if refusedRecord == nil { refusedRecord = try checkRows() }
      if let refusedRecord {
        rollBack()
        quarantine(original(), for: refusedRecord)
      }
    } catch {
      rollBack()
      checker?.forget()
      guard let passOver = context.passOver else { throw error }
      passOver(error)
    }
    recordCount = number
  }

  /// What is left of the lists of a row, and of the elements of a list.
  private enum Rest {
    case lists([Field], next: Int, row: Int)
    case elements([Value], next: Int, node: Int, row: Int)
  }

  /// Adds the row of a record and those below it, until the record turns out to be refused as a whole.
  ///
  /// What is still to do is kept in a list: lists may nest deeper than a stack allows.
  private func addRows(_ content: Content, number: Int) throws(LoadError) {
    var rests: [Rest] = []
    try addRow(content, at: root.pointee.index, below: 0, position: 0, number: number, &rests)
    while refusedRecord == nil, restart == nil, let rest = rests.popLast() {
      switch rest {
      case .lists(let lists, let next, let row):
        guard next < lists.count else { continue }
        rests.append(.lists(lists, next: next + 1, row: row))
        guard case .list(let elements) = lists[next].value, !elements.isEmpty,
          let node = try elementNode(of: lists[next], record: number)
        else { continue }
        rests.append(.elements(elements, next: 0, node: node, row: row))
      case .elements(let elements, let next, let node, let row):
        guard next < elements.count else { continue }
        rests.append(.elements(elements, next: next + 1, node: node, row: row))
        let content: Content =
          switch elements[next] {
          case .record(let record): .record(record)
          case .list(let list): .list(list)
          default: .scalar(elements[next])
          }
        try addRow(content, at: node, below: row, position: next, number: number, &rests)
      }
    }
  }

  /// Adds one row, and its lists to what is left to do.
  private func addRow(
    _ content: Content,
    at node: Int,
    below parent: Int,
    position: Int,
    number: Int,
    _ rests: inout [Rest]
  ) throws(LoadError) {
    let table = tables[shape.nodes[node].table]
    let path = shape.nodes[node].path
    if let filter = table.filter, filter.dropsEmptyRows,
      try flatten(content, at: node, record: number).fields
        .allSatisfy({ shape.slots[$0.slot].isFiltered })
    {
      return
    }
    if let refusal = try admit(table, path: path, record: number) {
      return refuseRow(refusal, of: table, path: path, record: number)
    }
    var flat = try flatten(content, at: node, record: number)
    if table.filter != nil { flat.fields.removeAll { shape.slots[$0.slot].isFiltered } }
    let isFirstRow = !table.hasSystemColumns
    noteColumns(of: table)
    if let (refusal, field) = knownRefusal(of: flat.fields) {
      return refuseRow(refusal, for: field, of: table, record: number)
    }
    var stores: [(column: ColumnPointer, value: Value)] = []
    var overflows: [Field] = []
    var givenID: String?
    var refused: (refusal: Refusal, field: Field)?
    let discardCount = discards.count
    for field in flat.fields where refused?.refusal.extent != .record {
      if try takeSystemField(field, of: table, id: &givenID) { continue }
      switch try place(field, in: table, record: number) {
      case .store(let column, let value): stores.append((column, value))
      case .nothing: break
      case .overflow: overflows.append(field)
      case .restart(let column, let old): return restart(with: column, of: table, from: old)
      case .refused(let refusal):
        // The other fields of the row are looked at all the same: as in dlt, they may bring columns.
        refused = (refusal, field)
      }
    }
    if let refused {
      discards.removeSubrange(discardCount...)
      if isFirstRow { ensureSystemColumns(of: table) }
      return refuseRow(refused.refusal, for: refused.field, of: table, record: number)
    }
    if isFirstRow { addSystemColumns(to: table) }
    if givenID == nil, table.parent == nil, rowID != .random {
      givenID = try contentID(of: content, flat.fields, in: table, record: number)
    }
    if table.rows.pointee.count == table.rows.pointee.capacity { table.grow() }
    let row = hot.addRow(to: table.rows, parent: parent, position: position)
    if let givenID { table.givenIDs[row] = givenID }
    for store in stores {
      try self.store(store.value, in: store.column, at: row, of: table, record: number)
    }
    for field in overflows { overflow(field.value, of: shape.slot(field.slot), at: row) }
    if !flat.lists.isEmpty { rests.append(.lists(flat.lists, next: 0, row: row)) }
  }

  /// Finds out whether the row that comes is the first of its table.
  private func noteColumns(of table: ShredTable) {
    guard !table.hasColumns else { return }
    let columns = context.schema.schema[table.name]?.completeColumns ?? []
    table.hasColumns = !columns.isEmpty
  }

  /// Why the row that has `fields` is left out, where that was decided for an earlier row.
  ///
  /// A null is as good as a value here: that is how dlt has it.
  private func knownRefusal(of fields: [Field]) -> (Refusal, Field)? {
    guard !shape.refusals.isEmpty else { return nil }
    for field in fields {
      if case .row(let violation)? = shape.refusals[.init(slot: field.slot)] {
        return (.row(violation), field)
      }
    }
    return nil
  }

  private func refuseRow(
    _ refusal: Refusal,
    for field: Field,
    of table: ShredTable,
    record: Int
  ) {
    let path = path(of: field.slot)
    refuseRow(refusal, of: table, column: field.name, path: path, record: record)
  }

  /// Notes that a row is left out, or the whole record.
  private func refuseRow(
    _ refusal: Refusal,
    of table: ShredTable,
    column: String? = nil,
    path: [String],
    record: Int
  ) {
    let discard = Discard(
      refusal.extent,
      table: table.name,
      column: column,
      sourcePath: path,
      record: record,
      violation: refusal.violation
    )
    if case .record = refusal { refusedRecord = discard } else { discards.append(discard) }
  }

  /// The node for the elements of a list, or `nil` if they are left out.
  private func elementNode(of list: Field, record number: Int) throws(LoadError) -> Int? {
    let owner = shape.nodes[shape.slots[list.slot].node]
    let slot = shape.slot(list.slot)
    if let known = slot.pointee.list {
      if tables[known.pointee.table.pointee.index].filter?.dropsEmptyRows == true {
        slot.pointee.lists = .unknown
      }
      return known.pointee.index
    }
    // Of the whole path, and not of a name that was shortened before.
    let part = shape.slots[list.slot].part
    let fragments =
      tables[owner.table].fragments + owner.prefix + (part.isEmpty ? [] : [part])
    let name = context.schema.naming.shortenFragments(fragments)
    if let known = tableNumbers[name], tables[known].parent != owner.table {
      throw LoadError(
        .identifierCollision,
        "Lists at two places of the records would both become the table '\(name)'. "
          + "Rename one of the fields in a map.",
        at: location(of: list, in: tables[owner.table], record: number)
      )
    }
    let table = addTable(fragments, below: owner.table)
    if let filter = table.filter, filter.dropsEmptyRows, !filter.keepsAnything {
      slot.pointee.lists = .skip
      return nil
    }
    let path = owner.path + [shape.slots[list.slot].key]
    reportEarlierSource(of: table, than: path, as: part)
    let mayVanish = table.filter?.dropsEmptyRows == true
    if !mayVanish, let refusal = try admit(table, path: path, record: number) {
      if case .record = refusal {
        refuseRow(refusal, of: table, path: path, record: number)
        return nil
      }
      slot.pointee.lists = .skip
      shape.refusals[.init(slot: list.slot, isNested: true)] = refusal
      reportDiscard(of: slot, isNested: true)
      return nil
    }
    let isInList = list.slot == listSlotIndex(of: owner)
    let made = shape.makeNode(
      table: table.rows,
      prefix: [],
      path: path,
      remaining: owner.remainingOfRow - (isInList ? 2 : 1)
    )
    shape.slot(list.slot).pointee.list = made
    // Where rows may vanish, each list goes the careful way.
    shape.slot(list.slot).pointee.lists = mayVanish ? .unknown : .nest
    _ = try scalarSlot(of: made.pointee.index, record: number)
    _ = listSlot(of: made.pointee.index)
    return made.pointee.index
  }

  /// Asks about a table once; says why its rows are left out, if they are.
  func admit(
    _ table: ShredTable,
    path: [String],
    record: Int
  ) throws(LoadError) -> Refusal? {
    if table.isReviewed { return table.refusal }
    let wasKnown = context.schema.schema[table.name]?.hasSeenData == true
    table.refusal = try context.schema.admitTable(
      table.name,
      parent: table.parent.map { tables[$0].name },
      from: .init(resource: context.resource, record: record, path: path)
    )
    table.isReviewed = true
    if table.refusal == nil, !wasKnown { context.report(.tableAdded(table.name)) }
    return table.refusal
  }
}

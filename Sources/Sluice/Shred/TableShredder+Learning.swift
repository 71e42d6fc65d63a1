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

  /// Shreds the current record the careful way and teaches the shape what is new in it.
  func learn(_ value: Value) throws(LoadError) {
    rollBack()
    let number = recordCount + 1
    let content: Content =
      switch value {
      case .record(let record): .record(record)
      default: .record(["value": value])
      }
    do {
      try addRow(content, at: root.pointee.index, below: 0, position: 0, number: number)
    } catch {
      rollBack()
      throw error
    }
    recordCount = number
  }

  private func addRow(
    _ content: Content,
    at node: Int,
    below parent: Int,
    position: Int,
    number: Int
  ) throws(LoadError) {
    let table = tables[shape.nodes[node].table]
    guard try admit(table, path: shape.nodes[node].path, record: number) else {
      context.report(.discarded(table: table.name, column: nil, isRow: true))
      return
    }
    var flat = try flatten(content, at: node, record: number)
    let isFirstRow = !table.hasSystemColumns
    var stores: [(column: ColumnPointer, value: Value)] = []
    var givenID: String?
    for field in flat.fields {
      if try takeSystemField(field, of: table, id: &givenID) { continue }
      switch try place(field, in: table, record: number) {
      case .store(let column, let value): stores.append((column, value))
      case .nothing: break
      case .discardRow:
        context.report(.discarded(table: table.name, column: field.name, isRow: true))
        return
      }
    }
    if isFirstRow { addSystemColumns(to: table) }
    if givenID == nil, table.parent == nil, needsWholeRecords {
      givenID = try contentID(of: content, flat.fields, in: table, record: number)
    }
    if table.rows.pointee.count == table.rows.pointee.capacity { table.grow() }
    let row = hot.addRow(to: table.rows, parent: parent, position: position)
    if let givenID { table.givenIDs[row] = givenID }
    for store in stores {
      try self.store(store.value, in: store.column, at: row, of: table, record: number)
    }
    flat.fields = []
    for list in flat.lists {
      try addElements(of: list, below: row, record: number)
    }
  }

  private func addElements(
    of list: Field,
    below row: Int,
    record number: Int
  ) throws(LoadError) {
    guard case .list(let elements) = list.value, !elements.isEmpty else { return }
    let owner = shape.nodes[shape.slots[list.slot].node]
    let slot = shape.slot(list.slot)
    let node: Int
    if let known = slot.pointee.list {
      node = known.pointee.index
    } else {
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
      let path = owner.path + [shape.slots[list.slot].key]
      guard try admit(table, path: path, record: number) else {
        slot.pointee.lists = .skip
        reportDiscard(of: slot)
        return
      }
      let isInList = list.slot == listSlotIndex(of: owner)
      let made = shape.makeNode(
        table: table.rows,
        prefix: [],
        path: path,
        remaining: owner.remainingOfRow - (isInList ? 2 : 1)
      )
      shape.slot(list.slot).pointee.list = made
      shape.slot(list.slot).pointee.lists = .nest
      node = made.pointee.index
      _ = try scalarSlot(of: node, record: number)
      _ = try listSlot(of: node, record: number)
    }
    for (position, element) in elements.enumerated() {
      let content: Content =
        switch element {
        case .record(let record): .record(record)
        case .list(let list): .list(list)
        default: .scalar(element)
        }
      try addRow(content, at: node, below: row, position: position, number: number)
    }
  }

  /// Asks about a table once; false if its rows are left out.
  func admit(
    _ table: ShredTable,
    path: [String],
    record: Int
  ) throws(LoadError) -> Bool {
    if let isAdmitted = table.isAdmitted { return isAdmitted }
    let wasKnown = context.schema.schema[table.name]?.hasSeenData == true
    let isAdmitted = try context.schema.admitTable(
      table.name,
      parent: table.parent.map { tables[$0].name },
      from: .init(resource: context.resource, record: record, path: path)
    )
    table.isAdmitted = isAdmitted
    if isAdmitted, !wasKnown { context.report(.tableAdded(table.name)) }
    return isAdmitted
  }

  // MARK: - Flattening

  /// Lays a record out flat: fields in dlt's order, the last value of a name at the place of the first.
  private func flatten(
    _ content: Content,
    at node: Int,
    record number: Int
  ) throws(LoadError) -> (fields: [Field], lists: [Field]) {
    var fields = FieldList()
    var lists = FieldList()
    switch content {
    case .scalar(let value):
      let slot = try scalarSlot(of: node, record: number)
      let name = shape.slots[slot].name
      fields.set(Field(name: name, slot: slot, value: value), as: name)
    case .list(let list):
      let slot = try listSlot(of: node, record: number)
      let field = Field(name: shape.slots[slot].name, slot: slot, value: .list(list))
      switch listAction(of: slot, remaining: shape.nodes[node].remaining - 1) {
      case .nest: lists.set(field, as: field.name)
      case .json: fields.set(field, as: field.name)
      case .skip, .unknown: break
      }
    case .record(let record):
      var pending = [(record, node)]
      while let (record, node) = pending.popLast() {
        for (key, value) in record {
          let slot = try fieldSlot(key, of: node, record: number)
          let field = Field(name: shape.slots[slot].name, slot: slot, value: value)
          // Of a field without any name the fields of its objects are left.
          let isNameless = field.name.isEmpty
          if isNameless && value.isMissing { continue }
          switch value {
          case .record(let inner):
            switch objectAction(of: slot, remaining: shape.nodes[node].remaining) {
            case .nest: pending.append((inner, objectNode(of: slot)))
            case .json where isNameless:
              throw invalidName(key, of: shape.nodes[node], record: number)
            case .json: fields.set(field, as: field.name)
            case .skip: reportDiscard(of: shape.slot(slot))
            case .unknown: break
            }
          case _ where isNameless:
            throw invalidName(key, of: shape.nodes[node], record: number)
          case .list:
            switch listAction(of: slot, remaining: shape.nodes[node].remaining) {
            case .nest: lists.set(field, as: pathName(of: slot))
            case .json: fields.set(field, as: field.name)
            case .skip: reportDiscard(of: shape.slot(slot))
            case .unknown: break
            }
          default:
            fields.set(field, as: field.name)
          }
        }
      }
    }
    return (fields.items, lists.items)
  }

  /// Fields by name: setting one again keeps its place.
  private struct FieldList {
    var items: [Field] = []
    var places: [String: Int] = [:]

    mutating func set(_ field: Field, as name: String) {
      if let place = places[name] {
        items[place] = field
      } else {
        places[name] = items.count
        items.append(field)
      }
    }
  }

  /// The normalised path of a field: lists at two paths are two lists, even if they share a table.
  private func pathName(of slot: Int) -> String {
    let info = shape.slots[slot]
    return (shape.nodes[info.node].prefix + [info.part]).joined(separator: "\0")
  }
}

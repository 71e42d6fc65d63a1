// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The careful way finds, or makes, the place in the shape for every field.

extension TableShredder {
  /// The slot of the field `key`, made if it is new.
  func fieldSlot(_ key: String, of node: Int, record: Int) throws(LoadError) -> Int {
    let info = shape.nodes[node]
    if let number = info.numbers[key] { return info.pointer.pointee.slots[number].index }
    var part: String
    do {
      part =
        key.allSatisfy(\.isWhitespace)
        ? "_empty"
        : try context.schema.naming.normalizeName(key, breakingPath: context.schema.breaksPaths)
    } catch {
      throw invalidName(key, of: info, record: record, cause: error)
    }
    // A field without a name goes by the name of the object that it stands in.
    let fragments = part.isEmpty ? info.prefix : info.prefix + [part]
    let name = fragments.isEmpty ? "" : context.schema.naming.shortenFragments(fragments)
    let number = shape.addSlot(
      to: info.pointer,
      literal: Self.literal(of: key),
      key: key,
      part: part,
      name: name
    )
    if name.isEmpty { return info.pointer.pointee.slots[number].index }
    let path = info.path + [key]
    if tables[info.table].filter?.excludes(name) == true {
      let slot = info.pointer.pointee.slots[number].index
      shape.slots[slot].isFiltered = true
      shape.slot(slot).pointee.skipsScalars = true
      return slot
    }
    if let first = sources[info.table][name] {
      if first != path {
        shape.share(name, inTable: info.table)
        context.report(
          .namesCollide(table: tables[info.table].name, name: name, first: first, second: path)
        )
      }
    } else {
      sources[info.table][name] = path
      reportEarlierSource(of: name, than: path, in: tables[info.table])
    }
    return info.pointer.pointee.slots[number].index
  }

  /// Tells if the values of a column came from elsewhere in earlier loads.
  private func reportEarlierSource(of name: String, than path: [String], in table: ShredTable) {
    let schema = context.schema.schema
    guard let known = schema[table.name], known.hasSeenData, let column = known[name],
      column.type != nil, !SystemColumn.isReserved(name),
      !context.schema.isDeclaredNow(name, in: table.name)
    else { return }
    let earlier = column.sourcePath.isEmpty ? [name] : column.sourcePath
    guard earlier != Array(path.dropFirst(known.sourcePath.count)) else { return }
    let first = known.sourcePath + earlier
    context.report(.namesCollide(table: table.name, name: name, first: first, second: path))
  }

  /// Tells if the rows of a nested table came from elsewhere in earlier loads.
  func reportEarlierSource(of table: ShredTable, than path: [String], as name: String) {
    guard !table.isReviewed, let known = context.schema.schema[table.name], known.hasSeenData,
      !known.sourcePath.isEmpty, known.sourcePath != path
    else { return }
    context.report(
      .namesCollide(table: table.name, name: name, first: known.sourcePath, second: path)
    )
  }

  /// The key as it stands between quotes in JSON that escapes nothing without need.
  private static func literal(of key: String) -> [UInt8] {
    JSONWriter().bytes(.text(key)).dropFirst().dropLast().map(\.self)
  }

  func invalidName(
    _ key: String,
    of info: Shape.NodeInfo,
    record: Int,
    cause: (any Error)? = nil
  ) -> LoadError {
    LoadError(
      .invalidName,
      "The field '\(key)' has no name left under the convention '\(context.schema.naming.name)'. "
        + "Rename it in a map, or choose another naming convention.",
      at: .init(
        resource: context.resource,
        table: tables[info.table].name,
        path: info.path + [key],
        record: record
      ),
      cause: cause
    )
  }

  /// The slot that scalars in a list go to: the one of the field `value`.
  func scalarSlot(of node: Int, record: Int) throws(LoadError) -> Int {
    let pointer = shape.nodes[node].pointer
    if pointer.pointee.scalarSlot < 0 {
      _ = try fieldSlot("value", of: node, record: record)
      pointer.pointee.scalarSlot = Int32(shape.nodes[node].numbers["value"] ?? 0)
    }
    return pointer.pointee.slots[Int(pointer.pointee.scalarSlot)].index
  }

  /// The slot that lists in a list go to. No key of a record leads to it.
  func listSlot(of node: Int) -> Int {
    let info = shape.nodes[node]
    if info.pointer.pointee.listSlot < 0 {
      let part = (try? context.schema.naming.normalizeIdentifier("list")) ?? "list"
      let number = shape.addSlot(
        to: info.pointer,
        literal: [0],
        key: "list",
        part: part,
        name: part,
        isNamed: false
      )
      info.pointer.pointee.listSlot = Int32(number)
    }
    return info.pointer.pointee.slots[Int(info.pointer.pointee.listSlot)].index
  }

  func listSlotIndex(of info: Shape.NodeInfo) -> Int {
    let number = info.pointer.pointee.listSlot
    return number < 0 ? -1 : info.pointer.pointee.slots[Int(number)].index
  }

  func objectNode(of slot: Int) -> Int {
    if let known = shape.slot(slot).pointee.object { return known.pointee.index }
    let info = shape.slots[slot]
    let owner = shape.nodes[info.node]
    let node = shape.makeNode(
      table: tables[owner.table].rows,
      prefix: info.part.isEmpty ? owner.prefix : owner.prefix + [info.part],
      path: owner.path + [info.key],
      owner: slot,
      remaining: owner.remaining - 1,
      remainingOfRow: owner.remainingOfRow
    )
    shape.slot(slot).pointee.object = node
    return node.pointee.index
  }

  func objectAction(of slot: Int, remaining: Int) -> NestedAction {
    let pointer = shape.slot(slot)
    if pointer.pointee.objects == .unknown {
      pointer.pointee.objects = remaining > 0 && !isJSON(slot) ? .nest : .json
    }
    return pointer.pointee.objects
  }

  func listAction(of slot: Int, remaining: Int) -> NestedAction {
    let pointer = shape.slot(slot)
    if pointer.pointee.lists == .unknown {
      // The table, and the node for its rows, are made when the first element comes.
      pointer.pointee.lists = remaining > 0 && !isJSON(slot) ? .nest : .json
    }
    return pointer.pointee.lists
  }

  /// Whether the column of a field is declared, or preferred by its name, to keep nested data whole.
  private func isJSON(_ slot: Int) -> Bool {
    let schema = context.schema.schema
    let info = shape.slots[slot]
    let table = tables[shape.nodes[info.node].table].name
    let column = schema[table]?[info.name]
    if column?.conflictPolicy == .json { return true }
    if let type = column?.type { return type.kind == .json }
    let preferred = schema.settings.preferredTypes.first { $0.pattern.matches(info.name) }
    return preferred?.kind == .json
  }
}

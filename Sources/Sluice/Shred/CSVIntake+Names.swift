// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CSVIntake {
  /// Finds out the names of the fields; false if more bytes are needed for that.
  func start(_ end: UnsafePointer<UInt8>) throws(LoadError) -> Bool {
    if names != nil { return true }
    guard skipByteOrderMark() else { return false }
    if let given = options.names, !options.hasHeader {
      try takeNames(given, at: memory)
      return true
    }
    while UnsafePointer(memory) + consumed < end {
      let start = UnsafePointer(memory) + consumed
      if recordEnd.searched == 0, let isBlank = skipBlankLine(start, end) {
        guard isBlank else { return false }
        continue
      }
      guard let (content, next) = try findRecordEnd(start, end) else { return false }
      let found: [String]
      do throws(CSVFault) {
        found = try header(start, content)
      } catch {
        throw loadError(self.error(error, record: 0))
      }
      if options.hasHeader { consumed = next - UnsafePointer(memory) }
      try takeNames(options.names ?? found, at: start)
      return true
    }
    return false
  }

  /// Passes over a byte order mark; false if it may be cut off.
  private func skipByteOrderMark() -> Bool {
    guard offset == 0, consumed == 0 else { return true }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let beginning = UnsafeBufferPointer(start: memory, count: min(count, mark.count))
    if beginning.elementsEqual(mark) {
      consumed = mark.count
      return true
    }
    return isFinished || !mark.starts(with: beginning)
  }

  /// The names that the first record holds, or those that stand for its fields.
  private func header(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) throws(CSVFault) -> [String] {
    let fields = try split(start, end)
    var names: [String] = []
    for (number, field) in fields.enumerated() {
      names.append(options.hasHeader ? try CSVText.string(field) : "column_\(number + 1)")
    }
    return names
  }

  /// Takes the names of the fields, which have to differ.
  private func takeNames(_ names: [String], at place: UnsafePointer<UInt8>) throws(LoadError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw loadError(error(CSVFault(.duplicateName(name), place), record: 0))
    }
    precondition(!names.isEmpty, "Records of CSV have at least one field.")
    self.names = names
  }

  /// Finds the place in the root's shape for every field, before the first record.
  func findPlaces(_ names: [String]) throws(LoadError) {
    kinds = Array(repeating: nil, count: names.count)
    guard let shredder else {
      places = names.indices.map { Int32($0) }
      return
    }
    var columns: Set<String> = []
    for name in names {
      let slot = try shredder.fieldSlot(
        name,
        of: shredder.root.pointee.index,
        record: shredder.recordCount + 1
      )
      let info = shredder.shape.slots[slot]
      places.append(Int32(info.number))
      if !columns.insert(info.name).inserted { hasCollisions = true }
    }
  }
}

extension TableShredder {
  /// The kind of the column that scalars of a field go to, as far as it is known or preferred.
  func kind(of slot: UnsafeMutablePointer<ShapeSlot>) -> DataType.Kind? {
    if let column = slot.pointee.column {
      return column.pointee.takesAll ? nil : column.pointee.type.kind
    }
    if slot.pointee.overflows { return nil }
    let info = shape.slots[slot.pointee.index]
    if info.name == SystemColumn.id { return .text }
    let schema = context.schema.schema
    let table = tables[shape.nodes[info.node].table].name
    if let column = schema[table]?[info.name], let type = column.type {
      return column.takesAll || column.isOverflow ? nil : type.kind
    }
    return schema.settings.preferredTypes.first { $0.pattern.matches(info.name) }?.kind
  }
}

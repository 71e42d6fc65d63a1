// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Ready-made columns of another type than the table has, and those that the table has no room for.

extension TableShredder {
  /// What becomes of a ready-made column.
  enum ReadyColumn {
    /// It is the values of this column.
    case values(Column, Vector)
    /// Its values become fields of this json column.
    case overflow(Column)
    /// Its values, or rows or records that have them, are left out.
    case refused(Refusal)
  }

  /// Why something of a row is left out, and where that lies.
  struct LeftOut {
    var refusal: Refusal
    var column: String?
    var path: [String]

    init(_ refusal: Refusal, column: String? = nil, path: [String] = []) {
      self.refusal = refusal
      self.column = column
      self.path = path
    }
  }

  /// Brings a ready-made column in line with `column` of the root table.
  ///
  /// `sample` is a row with a value.
  func fit(
    _ vector: Vector,
    to column: Column,
    sample: Int,
    from origin: SchemaKeeper.Origin
  ) throws(LoadError) -> ReadyColumn {
    let table = tables[0]
    if column.isOverflow { return .overflow(column) }
    if column.takes(vector) { return .values(column, vector) }
    let outcome = try context.schema.admitMisfit(
      vector[sample],
      of: column,
      in: table.name,
      called: Coercion.typeName(of: vector[sample]),
      typed: vector.type,
      from: origin
    )
    switch outcome {
    case .changed(let changed, let old):
      adopt(changed, from: old)
      if let type = changed.type, let cast = vector.cast(to: type), changed.takes(cast) {
        return .values(changed, cast)
      }
      let (text, before) = try context.schema.changeType(
        of: column.name,
        in: table.name,
        to: .text
      )
      adopt(text, from: before)
      return .values(text, vector.cast(to: .text) ?? vector)
    case .column(let beside, let isNew):
      if isNew { context.report(.columnAdded(table: table.name, column: beside)) }
      guard beside.takes(vector) else { throw mismatch(vector, beside) }
      return .values(beside, vector)
    case .overflow(let overflow, let isNew, let isFirst):
      noteOverflow(overflow, isNew: isNew, isFirst: isFirst)
      return .overflow(overflow)
    case .refused(let refusal):
      return .refused(refusal)
    }
  }

  /// Tells that the root table is full.
  func noteOverflow(_ column: Column, isNew: Bool, isFirst: Bool) {
    let table = tables[0].name
    if isNew { context.report(.columnAdded(table: table, column: column)) }
    if isFirst { context.report(.columnsFull(table: table, overflow: column.name)) }
  }

  private func adopt(_ column: Column, from old: DataType?) {
    if let old {
      context.report(.typeChanged(table: tables[0].name, column: column, from: old))
    }
    adopt(column, in: tables[0])
  }

  private func mismatch(_ vector: Vector, _ column: Column) -> LoadError {
    LoadError(
      .cannotCoerce,
      "A batch brings the column as \(vector.type), the table has it as "
        + "\(column.type?.description ?? "nothing"). Cast the column before sending the batch, or "
        + "let conflicts widen it.",
      at: .init(resource: context.resource, table: tables[0].name, column: column.name)
    )
  }

  /// The json column of `count` rows that have these fields.
  func overflowVector(
    of fields: [(name: String, vector: Vector)],
    count: Int
  ) throws(LoadError) -> Vector {
    let builder = VectorBuilder(.json)
    for row in 0..<count {
      var record = Record()
      for (name, vector) in fields where vector.validity[row] { record[name] = vector[row] }
      try builder.append(record.isEmpty ? .null : .record(record))
    }
    return builder.finish()
  }
}

extension Column {
  /// Whether the column stores the values of `vector` as they are.
  fileprivate func takes(_ vector: Vector) -> Bool {
    guard let type else { return false }
    return type.kind == vector.type.kind && StorageKind(type) == vector.storage.kind
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Where the value of a field goes.
  enum Placement {
    case store(ColumnPointer, Value)
    case nothing
    /// In the json column of the table.
    case overflow
    /// Nowhere before the record has begun anew: the column has another type than it had.
    case restart(Column, from: DataType?)
    case refused(Refusal)
  }

  /// Finds the column for a field, and the value as the column takes it.
  func place(
    _ field: Field,
    in table: ShredTable,
    record number: Int
  ) throws(LoadError) -> Placement {
    guard !field.value.isMissing else {
      return try placeNull(field, in: table, record: number)
    }
    let slot = shape.slot(field.slot)
    if slot.pointee.skipsScalars || !shape.refusals.isEmpty,
      let refusal = shape.refusals[.init(slot: field.slot)]
    {
      return refused(refusal, at: slot)
    }
    if slot.pointee.skipsScalars { return .nothing }
    if slot.pointee.overflows { return .overflow }
    shape.slots[field.slot].onlyNulls = false
    var origin = self.origin(of: field, record: number)
    origin.isFirstRow = !table.hasColumns
    let column: Column
    if let known = table.known[field.name] {
      column = known
    } else {
      switch try context.schema.admitColumn(
        field.name,
        in: table.name,
        for: field.value,
        from: origin
      )
      {
      case .column(let admitted, let isNew):
        note(admitted, isNew: isNew, in: table)
        if !isNew, context.schema.isDeclaredNow(admitted.name, in: table.name) {
          context.schema.noteSource(origin.path, of: admitted.name, in: table.name)
        }
        guard admitted.name == field.name else {
          return try placeBeside(field, admitted, in: table, record: number)
        }
        column = admitted
      case .changed(let column, let old):
        return .restart(column, from: old)
      case .overflow(let column, let isNew, let isFirst):
        note(column, isNew: isNew, in: table)
        learnOverflow(of: field, into: column, isFirst: isFirst, in: table)
        return .overflow
      case .refused(let refusal):
        return refuse(refusal, field, at: slot)
      }
    }
    guard let type = column.type else { return .nothing }
    if column.isOverflow {
      learnOverflow(of: field, into: column, in: table)
      return .overflow
    }
    switch try convert(field.value, to: type, at: origin, column: column, in: table) {
    case .converted(let value):
      if let known = table.existingColumn(column.name), known.pointee.type.kind != type.kind {
        return .restart(column, from: nil)
      }
      let pointer = table.column(column.name, type: type)
      teach(slot, pointer, column)
      return .store(pointer, value)
    case .misfit(let value, let typeName):
      var field = field
      field.value = value
      // A value that was recovered goes by another name than others of its kind: nothing is noted.
      let isUsual = typeName == Coercion.typeName(of: value)
      if isUsual, let decided = shape.variant(of: field.slot, for: field.value.kind) {
        if decided.overflows { return .overflow }
        if decided.isRefused,
          let refusal = shape.refusals[.init(slot: field.slot, misfit: field.value.kind)]
        {
          return refused(refusal, at: slot, misfit: field.value.kind)
        }
      }
      let outcome = try context.schema.admitMisfit(
        value,
        of: column,
        in: table.name,
        called: typeName,
        from: origin
      )
      switch outcome {
      case .column(let beside, let isNew):
        note(beside, isNew: isNew, in: table)
        return try placeBeside(field, beside, in: table, record: number, isNoted: isUsual)
      case .changed(let column, let old):
        return .restart(column, from: old)
      case .overflow(let column, let isNew, let isFirst):
        note(column, isNew: isNew, in: table)
        learnOverflow(
          of: field,
          into: column,
          isFirst: isFirst,
          misfit: field.value.kind,
          isNoted: isUsual,
          in: table
        )
        return .overflow
      case .refused(let refusal):
        let isSkipped = if case .value = refusal { true } else { false }
        shape.refusals[.init(slot: field.slot, misfit: field.value.kind)] = refusal
        if isUsual {
          shape.teach(
            VariantSlot(isSkipped: isSkipped, isRefused: true),
            of: field.slot,
            for: field.value.kind
          )
        }
        return refused(refusal, at: slot, misfit: field.value.kind)
      }
    }
  }

  /// Leaves out a value of a new column, and notes that for the values to come.
  private func refuse(
    _ refusal: Refusal,
    _ field: Field,
    at slot: UnsafeMutablePointer<ShapeSlot>
  ) -> Placement {
    let preferences = context.schema.schema.settings.preferredTypes
    if let preferred = preferences.first(where: { $0.pattern.matches(field.name) }),
      !Coercion.converts(field.value, to: DataType(preferred.kind))
    {
      // It is the value that does not fit: others may.
      guard case .value(let violation) = refusal else { return .refused(refusal) }
      discards.append(discard(violation, at: slot))
      return .nothing
    }
    shape.refusals[.init(slot: field.slot)] = refusal
    switch refusal {
    case .value: slot.pointee.skipsScalars = true
    case .row: slot.pointee.refusesNull = true
    case .record: break
    }
    return refused(refusal, at: slot)
  }

  /// A value that is left out is told here, a row by who leaves it out.
  private func refused(
    _ refusal: Refusal,
    at slot: UnsafeMutablePointer<ShapeSlot>,
    misfit: DataType.Kind? = nil
  ) -> Placement {
    guard case .value = refusal else { return .refused(refusal) }
    reportDiscard(of: slot, misfit: misfit)
    return .nothing
  }

  private func placeNull(
    _ field: Field,
    in table: ShredTable,
    record number: Int
  ) throws(LoadError) -> Placement {
    if shape.slot(field.slot).pointee.overflows { return .nothing }
    let schema = context.schema.schema
    let column = table.known[field.name] ?? schema[table.name]?[field.name]
    if Self.refusesNull(column, called: field.name, schema.settings) {
      if checker?.putsAside(rowsWithout: field.name, in: table.name) == true { return .nothing }
      let known = column ?? Column(field.name)
      if let clause = context.schema.clauseForNull(in: known, of: table.name) {
        let violation = Violation(
          "A null came for a column that may not lack values.",
          advice: "Declare the column nullable, or fill the field in a map.",
          clause: clause,
          expected: "a value",
          found: "null"
        )
        return .refused(.record(violation))
      }
      throw LoadError(
        .missingValue,
        "A null came for a column that may not lack values. Declare the column nullable, "
          + "or drop or fill such records in a filter or map.",
        at: location(of: field, in: table, record: number)
      )
    }
    if column?.type == nil { shape.slots[field.slot].onlyNulls = true }
    if let type = column?.type, let column, !column.isOverflow {
      teach(
        shape.slot(field.slot),
        table.column(column.name, type: type),
        column
      )
    }
    return .nothing
  }

  /// Whether a null is refused at once.
  ///
  /// A column that was declared without a type is left for the end: other records may bring values.
  private static func refusesNull(
    _ column: Column?,
    called name: String,
    _ settings: SchemaSettings
  ) -> Bool {
    if let column { return column.type != nil && !column.isNullable }
    var column = Column(name)
    settings.addDefaultHints(to: &column)
    return !column.isNullable
  }

  private func note(_ column: Column, isNew: Bool, in table: ShredTable) {
    table.known[column.name] = column
    if isNew { context.report(.columnAdded(table: table.name, column: column)) }
  }

  /// Tells the hot loop where scalars of a field go.
  func teach(
    _ slot: UnsafeMutablePointer<ShapeSlot>,
    _ pointer: ColumnPointer,
    _ column: Column
  ) {
    pointer.pointee.takesAll = column.takesAll
    slot.pointee.column = pointer
    slot.pointee.refusesNull = !column.isNullable
    slot.pointee.direct =
      switch column.type?.kind {
      case .text: .text
      case .bigint where pointer.pointee.storage == .int64 && !pointer.pointee.isNarrow: .bigint
      case .double: .double
      case .bool: .bool
      case .timestamp where !pointer.pointee.isNarrow: .timestamp
      default: .other
      }
  }

  func origin(of field: Field, record number: Int) -> SchemaKeeper.Origin {
    SchemaKeeper.Origin(resource: context.resource, record: number, path: path(of: field.slot))
  }

  func location(
    of field: Field,
    in table: ShredTable,
    record number: Int
  ) -> LoadError.Location {
    .init(
      resource: context.resource,
      table: table.name,
      column: field.name,
      path: path(of: field.slot),
      record: number
    )
  }

  func path(of slot: Int) -> [String] {
    let info = shape.slots[slot]
    return shape.nodes[info.node].path + [info.key]
  }
}

extension Value {
  /// Whether the value has no form in the data: a null, or a floating-point number that is not finite.
  var isMissing: Bool {
    switch self {
    case .null: true
    case .double(let value): !value.isFinite
    default: false
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Where the value of a field goes.
  enum Placement {
    case store(ColumnPointer, Value)
    case nothing
    case discardRow
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
    if shape.slots[field.slot].dropsRow { return .discardRow }
    if slot.pointee.skipsScalars {
      reportDiscard(of: slot)
      return .nothing
    }
    shape.slots[field.slot].onlyNulls = false
    let origin = self.origin(of: field, record: number)
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
        guard admitted.name == field.name else {
          return try placeBeside(field, admitted, in: table, record: number)
        }
        column = admitted
      case .discardValue:
        slot.pointee.skipsScalars = true
        reportDiscard(of: slot)
        return .nothing
      case .discardRow:
        shape.slots[field.slot].dropsRow = true
        return .discardRow
      }
    }
    guard let type = column.type else { return .nothing }
    switch try convert(field.value, to: type, at: origin, column: column, in: table) {
    case .converted(let value):
      let pointer = table.column(column.name, type: type)
      teach(slot, pointer, column, shape.slots[field.slot])
      return .store(pointer, value)
    case .misfit(let value, let typeName):
      var field = field
      field.value = value
      // A value that was recovered goes by another name than others of its kind: nothing is noted.
      let isUsual = typeName == Coercion.typeName(of: value)
      if isUsual, let decided = shape.variant(of: field.slot, for: field.value.kind) {
        if decided.dropsRow { return .discardRow }
        if decided.isSkipped {
          reportDiscard(of: slot)
          return .nothing
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
      case .discardValue:
        if isUsual {
          shape.teach(VariantSlot(isSkipped: true), of: field.slot, for: field.value.kind)
        }
        reportDiscard(of: slot)
        return .nothing
      case .discardRow:
        if isUsual {
          shape.teach(VariantSlot(dropsRow: true), of: field.slot, for: field.value.kind)
        }
        return .discardRow
      }
    }
  }

  private func placeNull(
    _ field: Field,
    in table: ShredTable,
    record number: Int
  ) throws(LoadError) -> Placement {
    let schema = context.schema.schema
    let column = table.known[field.name] ?? schema[table.name]?[field.name]
    if Self.refusesNull(column, called: field.name, schema.settings) {
      throw LoadError(
        .missingValue,
        "A null came for a column that may not lack values. Declare the column nullable, "
          + "or drop or fill such records in a filter or map.",
        at: location(of: field, in: table, record: number)
      )
    }
    if column?.type == nil { shape.slots[field.slot].onlyNulls = true }
    if let type = column?.type, let column {
      teach(
        shape.slot(field.slot),
        table.column(column.name, type: type),
        column,
        shape.slots[field.slot]
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

  /// Puts a value into the column beside the one that it does not fit.
  private func placeBeside(
    _ field: Field,
    _ beside: Column,
    in table: ShredTable,
    record number: Int,
    isNoted: Bool = true
  ) throws(LoadError) -> Placement {
    guard let type = beside.type,
      case .converted(let value) = try convert(
        field.value,
        to: type,
        at: origin(of: field, record: number),
        column: beside,
        in: table
      )
    else {
      var place = location(of: field, in: table, record: number)
      place.column = beside.name
      throw LoadError(
        .cannotCoerce,
        "A value of the type \(field.value.kind?.rawValue ?? "null") fits neither its column nor the "
          + "column '\(beside.name)' beside it. Declare a type that takes both, or rename the field.",
        at: place,
        offendingValue: String(describing: field.value)
      )
    }
    let pointer = table.column(beside.name, type: type)
    if isNoted {
      shape.teach(VariantSlot(column: pointer), of: field.slot, for: field.value.kind)
    }
    return .store(pointer, value)
  }

  private enum Conversion {
    case converted(Value)
    case misfit(Value, typeName: String)
  }

  private func convert(
    _ value: Value,
    to type: DataType,
    at origin: SchemaKeeper.Origin,
    column: Column,
    in table: ShredTable
  ) throws(LoadError) -> Conversion {
    switch Coercion.convert(value, to: type) {
    case .converted(let value): return .converted(value)
    case .misfit: return .misfit(value, typeName: Coercion.typeName(of: value))
    case .variant(let recovered, let name): return .misfit(recovered, typeName: name)
    case .failure:
      throw LoadError(
        .cannotCoerce,
        "A value that is not a number cannot be a \(type.kind.rawValue).",
        at: .init(
          resource: context.resource,
          table: table.name,
          column: column.name,
          path: origin.path,
          record: origin.record
        )
      )
    }
  }

  private func note(_ column: Column, isNew: Bool, in table: ShredTable) {
    table.known[column.name] = column
    if isNew { context.report(.columnAdded(table: table.name, column: column)) }
  }

  /// Tells the hot loop where scalars of a field go.
  private func teach(
    _ slot: UnsafeMutablePointer<ShapeSlot>,
    _ pointer: ColumnPointer,
    _ column: Column,
    _ info: Shape.SlotInfo
  ) {
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

  private func path(of slot: Int) -> [String] {
    let info = shape.slots[slot]
    return shape.nodes[info.node].path + [info.key]
  }
}

extension Shape {
  /// What is known of values of a kind that do not fit the column of a slot.
  func variant(of index: Int, for kind: DataType.Kind?) -> VariantSlot? {
    guard let kind, let number = DataType.Kind.allCases.firstIndex(of: kind) else { return nil }
    return slot(index).pointee.variants?[number]
  }

  /// Notes what becomes of values of a kind that do not fit the column of a slot.
  func teach(_ variant: VariantSlot, of index: Int, for kind: DataType.Kind?) {
    guard let kind, let number = DataType.Kind.allCases.firstIndex(of: kind) else { return }
    let slot = slot(index)
    let variants: UnsafeMutablePointer<VariantSlot>
    if let known = slot.pointee.variants {
      variants = known
    } else {
      variants = .allocate(capacity: DataType.Kind.allCases.count)
      variants.initialize(repeating: VariantSlot(), count: DataType.Kind.allCases.count)
      slot.pointee.variants = variants
    }
    variants[number] = variant
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

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Puts a value into the column beside the one that it does not fit.
  func placeBeside(
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

  /// What a value is in a column of some type.
  enum Conversion {
    /// It fits, as this.
    case converted(Value)
    /// It does not fit; a column beside is named after the type.
    case misfit(Value, typeName: String)
  }

  /// Brings a value into the form that its column takes.
  func convert(
    _ value: Value,
    to type: DataType,
    at origin: SchemaKeeper.Origin,
    column: Column,
    in table: ShredTable
  ) throws(LoadError) -> Conversion {
    if column.takesAll { return .converted(value) }
    switch Coercion.convert(value, to: type) {
    case .converted(let converted):
      if type.isTooNarrow(for: converted),
        context.schema.resolvesConflicts(of: column, in: table.name)
      {
        return .misfit(value, typeName: Coercion.typeName(of: value))
      }
      return .converted(converted)
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
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Works out the type of a new column from its name and the first value seen in it.
///
/// The type is, in this order: the preferred type of the schema for the name; what a detection of
/// the schema finds in the value; the type of the value itself. A value that does not fit the type of
/// its column gets a column beside it, called after the value's own type.
public struct InferTypes: Stage {
  /// Makes the stage.
  public init() {}

  /// Gives the proposed column a type.
  public func review(_ change: inout SchemaChange) throws {
    switch change.kind {
    case .newTable, .declaredColumn, .redeclaredColumn:
      return
    case .newColumn(let value):
      guard let column = change.column, column.type == nil else { return }
      let preferred = change.schema.settings.preferredTypes.first {
        $0.pattern.matches(column.name)
      }
      guard let preferred else {
        let type = type(of: value, in: change)
        change.column?.type = type
        return
      }
      let type = DataType(preferred.kind)
      if case .converted = Coercion.convert(value, to: type) {
        change.column?.type = type
      } else {
        let name = SchemaChange.variantName(
          of: column.name,
          for: Coercion.typeName(of: value),
          naming: change.naming
        )
        change.column = Column(
          name,
          self.type(of: value, in: change),
          nullable: true,
          hints: [.variant]
        )
      }
    case .misfit(let value):
      guard change.column?.type == nil else { return }
      let type = type(of: value, in: change)
      change.column?.type = type
    }
  }

  private func type(of value: Value, in change: SchemaChange) -> DataType {
    for detection in change.schema.settings.detections {
      if let kind = detection.detect(value, now: change.now) { return DataType(kind) }
    }
    return DataType(value.kind ?? .text)
  }
}

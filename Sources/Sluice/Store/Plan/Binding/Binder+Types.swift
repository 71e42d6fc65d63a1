// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// The type that is written.
  func type(_ name: SQL.TypeName) throws(SQLError) -> SQLType {
    switch name.kind {
    case .named(let qualified, let modifiers):
      return try type(qualified, modifiers, at: name.range)
    case .list(let element): return .list(try type(element))
    case .array(let element, let count):
      guard (1...100_000).contains(count) else {
        throw SQLError(.binding, "an array has from 1 to 100,000 elements", at: name.range)
      }
      return .array(try type(element), count: count)
    case .structure(let fields): return .structure(try self.fields(fields))
    case .map(let key, let value): return .map(try type(key), try type(value))
    case .union(let members): return .union(try self.fields(members))
    case .enumeration(let names):
      guard Set(names).count == names.count else {
        throw SQLError(.binding, "an enumeration has each text once", at: name.range)
      }
      return .enumeration(EnumerationNames(names))
    }
  }

  private func fields(_ fields: [SQL.TypeName.Field]) throws(SQLError) -> [SQLType.Field] {
    var result: [SQLType.Field] = []
    for field in fields {
      result.append(SQLType.Field(name: field.name.text, type: try type(field.type)))
    }
    return result
  }

  private func type(
    _ name: SQL.QualifiedName,
    _ modifiers: [SQL.Expression],
    at range: SQL.SourceRange
  ) throws(SQLError) -> SQLType {
    if let type = catalog.type(name) { return type }
    guard name.qualifiers.isEmpty || name.qualifiers.count == 1,
      let type = SQLType.named(name.last.text)
    else {
      throw SQLError(
        .catalog,
        "there is no type '\(name.last.text)'",
        at: range,
        advice: NearestName.advice(for: name.last.text, among: SQLType.knownNames)
      )
    }
    // Whole numbers of SQLite have 64 bits, whatever they are called.
    if isLenient, type == .integer { return .bigint }
    if !modifiers.isEmpty, type.isClock { return try moment(type, modifiers, at: range) }
    guard case .decimal = type, !modifiers.isEmpty else { return type }
    var numbers: [Int] = []
    for modifier in modifiers {
      guard case .literal(.integer(let value)) = modifier.kind, value <= 1_000 else {
        throw SQLError(.binding, "the digits of a decimal are written as numbers", at: range)
      }
      numbers.append(Int(value))
    }
    let scale = numbers.count > 1 ? numbers[1] : 0
    guard (1...38).contains(numbers[0]), scale <= numbers[0] else {
      throw SQLError(
        .binding,
        "a decimal has from 1 to 38 digits, of which no more are after the point",
        at: range
      )
    }
    return .decimal(width: numbers[0], scale: scale)
  }

  /// The type of moments with so many digits behind the point: `TIMESTAMP(3)`.
  private func moment(
    _ type: SQLType,
    _ modifiers: [SQL.Expression],
    at range: SQL.SourceRange
  ) throws(SQLError) -> SQLType {
    guard type == .timestamp, modifiers.count == 1,
      case .literal(.integer(let digits)) = modifiers[0].kind, digits <= 10
    else {
      throw SQLError(
        .binding,
        "only TIMESTAMP takes a precision, which is from 0 to 10",
        at: range
      )
    }
    return switch digits {
    case 0: .timestampS
    case 1...3: .timestampMS
    case 4...6: .timestamp
    default: .timestampNS
    }
  }
}

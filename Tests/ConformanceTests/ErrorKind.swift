// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// What the corpus calls a failure.
struct ErrorKind {
  let name: String
  /// The step in which dlt meets it.
  let step: String

  private static let kinds: [LoadError.Code: ErrorKind] = [
    .contractViolation: ErrorKind("contract_violation", "normalize"),
    .cannotCoerce: ErrorKind("cannot_coerce", "normalize"),
    .columnWithoutData: ErrorKind("column_without_data", "normalize"),
    .invalidName: ErrorKind("internal_error", "normalize"),
    .invalidValue: ErrorKind("invalid_value", "extract"),
    .malformedInput: ErrorKind("invalid_value", "extract"),
    .dynamicHintFailed: ErrorKind("dynamic_hint_failed", "extract"),
    .parentTableMissing: ErrorKind("parent_table_missing", "extract"),
    .cursorMissing: ErrorKind("cursor_missing", "extract"),
    .cursorNull: ErrorKind("cursor_null", "extract"),
    .cursorNotComparable: ErrorKind("cursor_not_comparable", "extract"),
    .cursorKeyMissing: ErrorKind("incremental_key_missing", "extract"),
    .invalidConfiguration: ErrorKind("invalid_configuration", "extract"),
    .invalidSchema: ErrorKind("invalid_schema", "load"),
    .tableConflict: ErrorKind("table_property_conflict", "extract"),
    .inconsistentHints: ErrorKind("inconsistent_hints", "setup"),
    .identifiersFrozen: ErrorKind("identifiers_frozen", "extract"),
    .identifierCollision: ErrorKind("identifier_collision", "load"),
    .valueOutOfRange: ErrorKind("load_failed", "load"),
    .unsupported: ErrorKind("load_failed", "load"),
    .destinationFailed: ErrorKind("load_failed", "load"),
  ]

  private init(_ name: String, _ step: String) {
    self.name = name
    self.step = step
  }

  /// What the corpus calls `error`.
  static func of(_ error: LoadError) -> ErrorKind? {
    guard error.code == .missingValue else { return kinds[error.code] }
    // A null is found in a record; a field that is not there only where the rows are loaded.
    return error.location.record == nil
      ? ErrorKind("load_failed", "load") : ErrorKind("null_in_not_nullable", "normalize")
  }

  /// The form in which the corpus writes a failure.
  static func form(of error: any Error, under naming: String) -> Value {
    guard let error = error as? LoadError else {
      return [
        "kind": "unknown", "class": .text("\(type(of: error))"), "message": .text("\(error)"),
      ]
    }
    let kind = of(error)
    var form = Record([
      ("kind", .text(kind?.name ?? error.code.description)),
      ("step", .text(kind?.step ?? "unknown")),
      ("class", .text("LoadError.\(error.code)")),
    ])
    if let table = error.location.table { form["table"] = .text(table) }
    if let column = error.location.column { form["column"] = .text(column) }
    if let clause = error.violation?.clause, error.code == .contractViolation {
      form["entity"] = .text(clause.subject)
      form["mode"] = .text(clause.rule)
      // dlt names the column that it would have made beside the one that does not fit.
      if clause.subject == "data_type", let column = error.location.column,
        let found = error.violation?.found, error.location.record != nil,
        !column.contains("__v_")
      {
        form["column"] = .text("\(column)__v_\(found)")
      }
    }
    if error.code == .identifiersFrozen {
      // dlt looks at the names it has, not at what they came from; it names the table alone.
      form["column"] = nil
      if let name = error.violation?.expected,
        let convention = try? NamingConventions.named(naming),
        (try? convention.normalizePath(name)) == name || error.location.table == nil
      {
        form["table"] = "-"
      }
    }
    form["message"] = .text(error.description)
    return .record(form)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Gives a setting or a variable a value.
  func set(_ variable: SQL.SetVariable) throws {
    let name = variable.name.last
    if variable.scope == .variable {
      state.variables[SQLName.folded(name.text)] = try constant(variable.values[0])
      return
    }
    var texts: [String?] = []
    for value in variable.values { texts.append(try text(of: value)) }
    let value = texts.contains { $0 == nil } ? nil : texts.compactMap(\.self).joined(separator: ",")
    if SQLName.folded(name.text) == "schema" || SQLName.folded(name.text) == "search_path" {
      try use(SQL.QualifiedName(SQL.Name(value ?? StoreCatalog.mainSchema, at: name.range)))
      return
    }
    try state.set(name, value)
  }

  /// Gives a setting the value that it had at first.
  func reset(_ variable: SQL.ResetVariable) throws(SQLError) {
    guard let name = variable.name?.last else {
      let variables = state.variables
      state = SessionState()
      state.variables = variables
      return
    }
    if variable.scope == .variable {
      state.variables[SQLName.folded(name.text)] = nil
      return
    }
    try state.set(name, nil)
  }

  /// Makes a schema the one that is meant where none is written.
  func use(_ name: SQL.QualifiedName) throws(SQLError) {
    let datasets = transaction == nil ? store.datasetsNow : edit.datasets
    let parts = name.parts.flatMap { part in
      part.text.split(separator: ".").map { SQL.Name(String($0), at: part.range) }
    }
    let found = StoreCatalog(datasets).schemaName(parts)
    if let found {
      state.schema = found
    } else if SQLName.folded(name.last.text) == StoreCatalog.mainSchema {
      state.schema = StoreCatalog.mainSchema
    } else {
      throw SQLError(.catalog, "there is no schema '\(name.last.text)'", at: name.range)
    }
  }

  /// The value of an expression that stands alone.
  func constant(_ expression: SQL.Expression) throws -> TypedDatum {
    let result = try rows(of: SQL.Query([SQL.SelectItem(expression)], from: []), constantCatalog)
    return TypedDatum(result.rows.cells[0].datum(0, result.columns[0].type), result.columns[0].type)
  }

  /// The value as a text: a word stands for itself. `nil` for DEFAULT.
  func text(of expression: SQL.Expression) throws -> String? {
    switch expression.kind {
    case .defaultValue: return nil
    case .name(let name): return name.parts.map(\.text).joined(separator: ".")
    default:
      let cast = SQL.Cast(
        operand: expression,
        type: try SQL.typeName(in: "VARCHAR"),
        isTry: false
      )
      let value = try constant(SQL.Expression(.cast(cast), at: expression.range))
      guard case .bytes(let bytes) = value.value else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// What names mean outside of a transaction.
  private var constantCatalog: StoreCatalog {
    var catalog = StoreCatalog(transaction == nil ? store.datasetsNow : edit.datasets)
    catalog.session = state
    return catalog
  }

  /// Runs `PRAGMA …`: a setting, or a question about a table.
  func run(_ pragma: SQL.Pragma) throws -> StatementResult {
    let name = SQLName.folded(pragma.name.text)
    switch pragma.value {
    case .assigned(let values):
      try set(SQL.SetVariable(scope: nil, name: SQL.QualifiedName(pragma.name), values: values))
      return .nothing
    case .arguments(let arguments):
      let texts = try arguments.map { try text(of: $0.value) ?? "" }
      let list = texts.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
      return try ask("SELECT * FROM \(SQLName.quoted("pragma_\(name)"))(\(list))")
    case .none:
      switch name {
      case "show_tables":
        return try describe(SQL.Description(kind: .show, target: .tables(nil), range: .none))
      case "database_list", "version", "database_size", "functions", "collations":
        return try ask("SELECT * FROM \(SQLName.quoted("pragma_\(name)"))()")
      default:
        if state.value(of: name) != nil {
          try state.set(pragma.name, "true")
        } else {
          guard Self.switches.contains(name) else {
            throw SQLError(.catalog, "there is no pragma '\(name)'", at: pragma.name.range)
          }
        }
        return .nothing
      }
    }
  }

  /// Pragmas of other systems that need not do anything here.
  private static let switches: Set<String> = [
    "enable_verification", "disable_verification", "enable_optimizer", "disable_optimizer",
    "enable_profiling", "disable_profiling", "enable_progress_bar", "disable_progress_bar",
    "verify_external", "disable_verify_external", "enable_object_cache", "disable_object_cache",
    "force_checkpoint", "enable_checkpoint_on_shutdown", "disable_checkpoint_on_shutdown",
    "verify_parallelism", "disable_verify_parallelism", "verify_fetch_row", "verify_serializer",
    "disable_verify_serializer", "enable_print_progress_bar", "disable_print_progress_bar",
    "add_parser_features", "enable_profile", "disable_profile",
  ]

  /// The rows of `CALL f(…)`.
  func call(_ function: SQL.TableFunction) throws -> StatementResult {
    let reference = SQL.TableReference(kind: .function(function), range: function.name.range)
    let star = SQL.Expression(.star(SQL.Star()))
    return try rows(of: SQL.Query([SQL.SelectItem(star)], from: [reference]), catalog)
  }
}

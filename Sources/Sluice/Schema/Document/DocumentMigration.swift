// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Documents of dlt before the present form. The steps are those that dlt takes itself:
//
//   9 → 10   `complex` is called `json`; the column `_dlt_id` is the row key where it is unique, and
//            `_dlt_parent_id` the parent key where it was a foreign key; foreign keys are gone.
//   10 → 11  Names that hold the separator are not broken into parts, as was the rule then.

extension DocumentFields {
  private static let oldest = 9

  /// The document in its present form; throws if it is too old or too new.
  func migrated() throws(LoadError) -> Value {
    guard let version = try number("engine_version") else { throw missing("engine_version") }
    guard version <= Schema.engineVersion else {
      throw unsupported(
        version,
        "it comes from the future. Use a later release of the library to read it."
      )
    }
    guard version >= Self.oldest else {
      throw unsupported(
        version,
        "it is too old. Let a present release of dlt load and export it, and read that."
      )
    }
    var document = record
    if version < 10 { document = Self.tenth(document) }
    if version < 11, var normalizers = document["normalizers"]?.fields {
      normalizers["use_break_path_on_normalize"] = false
      document["normalizers"] = .record(normalizers)
    }
    document["engine_version"] = .int(Int64(Schema.engineVersion))
    return .record(document)
  }

  private func unsupported(_ version: Int, _ message: String) -> LoadError {
    LoadError(
      .unsupportedDocument,
      "The schema document has the engine version \(version), and this library reads "
        + "\(Self.oldest) to \(Schema.engineVersion): \(message)"
    )
  }

  /// The document in the form 10. What is not as it should be stays, and is refused later.
  private static func tenth(_ document: Record) -> Record {
    var document = document
    if let tables = document["tables"]?.fields {
      document["tables"] = .record(
        Record(tables.map { ($0.key, $0.value.fields.map { .record(tenthTable($0)) } ?? $0.value) })
      )
    }
    if var settings = document["settings"]?.fields {
      if let types = settings["preferred_types"]?.fields {
        settings["preferred_types"] = .record(
          Record(types.map { ($0.key, $0.value == "complex" ? "json" : $0.value) })
        )
      }
      if var hints = settings["default_hints"]?.fields, !hints.isEmpty {
        hints["foreign_key"] = nil
        hints["row_key"] = .list([.text(SystemColumn.id)])
        hints["parent_key"] = .list([.text(SystemColumn.parentID)])
        settings["default_hints"] = .record(hints)
      }
      document["settings"] = .record(settings)
    }
    if var normalizers = document["normalizers"]?.fields,
      var json = normalizers["json"]?.fields, var configuration = json["config"]?.fields
    {
      configuration["generate_dlt_id"] = nil
      json["config"] = .record(configuration)
      normalizers["json"] = .record(json)
      document["normalizers"] = .record(normalizers)
    }
    return document
  }

  private static func tenthTable(_ table: Record) -> Record {
    guard let columns = table["columns"]?.fields else { return table }
    var table = table
    table["columns"] = .record(
      Record(
        columns.map { name, value in
          guard var column = value.fields else { return (name, value) }
          if column["data_type"] == "complex" { column["data_type"] = "json" }
          if name == SystemColumn.id { column["row_key"] = column["unique"] ?? false }
          if name == SystemColumn.parentID {
            column["parent_key"] = column["foreign_key"] ?? false
          }
          column["foreign_key"] = nil
          return (name, .record(column))
        }
      )
    )
    return table
  }
}

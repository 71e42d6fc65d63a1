// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FileTables {
  /// Takes what options say about JSON files, and finds out what they do not say.
  func describe(
    _ table: inout JSONTable,
    _ options: inout FileOptions,
    _ catalog: any BindingCatalog,
    isRaw: Bool,
    columns known: [(name: String, type: SQLType)]? = nil
  ) throws(SQLError) {
    if let format = try options.text("format") {
      guard let layout = JSONRecords.Layout(rawValue: format.lowercased()) else {
        throw options.mismatch(
          "format",
          "'auto', 'newline_delimited', 'array' or 'unstructured'"
        )
      }
      table.layout = layout
    }
    table.ignoresErrors = try options.bool("ignore_errors") ?? false
    table.fileColumn = try fileColumn(&options)
    let columns =
      try columns(options.take("columns"), "columns", catalog, of: options) ?? known
    let sampleSize = try options.integer("sample_size") ?? 20_480
    var depth = try options.integer("maximum_depth") ?? -1
    if depth < 0 { depth = JSONScanner.nestingLimit }
    var hasFields: Bool?
    if let records = options.take("records") {
      switch (records.value, records.text?.lowercased()) {
      case (.bool(let value), _): hasFields = value
      case (_, "auto"): break
      case (_, "true"): hasFields = true
      case (_, "false"): hasFields = false
      default: throw options.mismatch("records", "true, false or 'auto'")
      }
    }
    // All files are looked at, so that names always are what counts.
    for name in ["union_by_name", "auto_detect", "maximum_object_size", "maximum_sample_files"] {
      _ = options.take(name)
    }
    try requirePlain(&options)
    try options.finish()
    if isRaw {
      table.hasFields = false
      table.columns = [JSONTable.Column(name: "json", key: "", type: .json)]
    } else if let columns {
      table.hasFields = hasFields ?? true
      table.columns = columns.map { JSONTable.Column(name: $0.name, key: $0.name, type: $0.type) }
    } else {
      try table.detectColumns(sampleSize: sampleSize, depth: depth, hasFields: hasFields)
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files as tables: `FROM 'data/*.csv'` and functions such as `read_json('events.jsonl')`.
struct FileTables: Sendable {
  /// Where the files lie.
  let disk: any FileSystem

  init(on disk: any FileSystem = LocalFileSystem()) { self.disk = disk }

  /// The functions that read files.
  static let functionNames = [
    "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto",
    "read_json_objects", "read_ndjson_objects", "read_text", "read_blob", "glob",
  ]

  /// What a path in FROM stands for; `nil` if its name does not tell.
  func relation(
    path: String,
    in catalog: any BindingCatalog
  ) throws(SQLError) -> CatalogRelation? {
    let name = path.lowercased()
    let endings = [
      ".csv": "read_csv", ".tsv": "read_csv", ".jsonl": "read_ndjson", ".ndjson": "read_ndjson",
      ".json": "read_json", ".parquet": "read_parquet",
    ]
    guard let function = endings.first(where: { name.hasSuffix($0.key) })?.value else { return nil }
    let path = TypedDatum(.text(path), .varchar)
    return try tableFunction(function, [path], named: [:], in: catalog)
  }

  /// The rows that a function makes of files; `nil` if there is no such function.
  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum],
    in catalog: any BindingCatalog
  ) throws(SQLError) -> CatalogRelation? {
    var options = FileOptions(named, of: "'\(name)'")
    switch name {
    case "read_csv", "read_csv_auto":
      let table = try csv(try files(arguments, name), &options, catalog)
      return .table(table, schema: "", columns: table.types)
    case "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto", "read_json_objects",
      "read_ndjson_objects":
      var table = JSONTable(files: try files(arguments, name), disk: disk)
      if name.hasPrefix("read_nd") { table.layout = .lines }
      try describe(&table, &options, catalog, isRaw: name.hasSuffix("objects"))
      return .table(table, schema: "", columns: table.types)
    case "read_text", "read_blob":
      let table = WholeFiles(
        files: try files(arguments, name),
        disk: disk,
        contentType: name == "read_text" ? .varchar : .blob
      )
      try options.finish()
      return .table(table, schema: "", columns: table.types)
    case "glob":
      let patterns = try patterns(arguments, name)
      var found: [Datum] = []
      for pattern in patterns { found += try pattern.files(on: disk).map { .text($0) } }
      try options.finish()
      let rows = StoredChunks(shapes: [CellShape(.varchar)])
      rows.append(Chunk([Cells(found, .varchar)], count: found.count))
      return .rows(rows, [(name: "file", type: .varchar)], name)
    case "read_parquet", "parquet_scan":
      throw SQLError(
        .unsupported,
        "Parquet files cannot be read yet",
        advice: "CSV and JSON files can be."
      )
    default: return nil
    }
  }

  private func patterns(_ arguments: [TypedDatum], _ name: String) throws(SQLError) -> [FilePattern]
  {
    guard arguments.count == 1, let paths = arguments[0].texts, !paths.isEmpty else {
      throw SQLError(.binding, "'\(name)' needs the path of a file, or a list of paths")
    }
    return paths.map { FilePattern($0) }
  }

  /// The files that the first argument stands for, of which there is one at least.
  private func files(_ arguments: [TypedDatum], _ name: String) throws(SQLError) -> [String] {
    var files: [String] = []
    for pattern in try patterns(arguments, name) {
      let found = try pattern.files(on: disk)
      guard !found.isEmpty else {
        throw SQLError(
          .file,
          pattern.hasWildcards
            ? "there are no files like '\(pattern.text)'" : "there is no file '\(pattern.text)'"
        )
      }
      files += found
    }
    return files
  }

  /// The type that a text names.
  func type(_ text: String, _ catalog: any BindingCatalog) throws(SQLError) -> SQLType {
    do throws(SQLError) {
      return try Binder(catalog, FunctionCatalog()).type(try SQL.typeName(in: text))
    } catch {
      // The place is one in the text of the type, not in that of the statement.
      throw SQLError(error.kind, "'\(text)' is no type: \(error.message)", advice: error.advice)
    }
  }

  /// The columns that an option names with their types.
  func columns(
    _ option: TypedDatum?,
    _ name: String,
    _ catalog: any BindingCatalog,
    of owner: FileOptions
  ) throws(SQLError) -> [(name: String, type: SQLType)]? {
    guard let option else { return nil }
    guard let fields = option.textFields, !fields.isEmpty else {
      throw owner.mismatch(name, "a structure of names and types: {'id': 'INTEGER'}")
    }
    var columns: [(name: String, type: SQLType)] = []
    for field in fields { columns.append((field.name, try type(field.value, catalog))) }
    return columns
  }

  /// The name of the column with the path of the file.
  func fileColumn(_ options: inout FileOptions) throws(SQLError) -> String? {
    guard let found = options.take("filename") else { return nil }
    switch found.value {
    case .bool(let isWanted): return isWanted ? "filename" : nil
    case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: throw options.mismatch("filename", "true, false or the name of a column")
    }
  }

  /// Fails if the bytes of the files are packed.
  func requirePlain(_ options: inout FileOptions) throws(SQLError) {
    let packing = try options.text("compression") ?? "auto"
    guard ["auto", "none", "uncompressed"].contains(packing.lowercased()) else {
      throw SQLError(.unsupported, "files packed with '\(packing)' cannot be read or written yet")
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FileTables {
  /// CSV files as a table: as the options say, and as the files show where they say nothing.
  func csv(
    _ files: [String],
    _ options: inout FileOptions,
    _ catalog: any BindingCatalog,
    columns known: [(name: String, type: SQLType)]? = nil
  ) throws(SQLError) -> CSVTable {
    var table = CSVTable(files: files, disk: disk)
    var sniffer = CSVSniffer(path: files[0], disk: disk)
    let form = try CSVDialect.Choice(&options)
    sniffer.skippedLines = max(try options.integer("skip") ?? 0, 0)
    sniffer.sampleSize = try options.integer("sample_size") ?? sniffer.sampleSize
    sniffer.hasHeader = try options.bool("header")
    sniffer.readsTexts = try options.bool("all_varchar") ?? false
    sniffer.dateFormat = try options.format("dateformat", "date_format")
    sniffer.timestampFormat = try options.format("timestampformat", "timestamp_format")
    table.skippedLines = sniffer.skippedLines
    table.padsRecords = try options.bool("null_padding") ?? false
    table.ignoresErrors = try options.bool("ignore_errors") ?? false
    table.fileColumn = try fileColumn(&options)
    table.findsColumnsByName = try options.bool("union_by_name") ?? false
    let columns =
      try columns(options.take("columns"), "columns", catalog, of: options) ?? known
    let types = options.take("types", "dtypes", "column_types")
    let names = try options.texts("names", "column_names")
    let isGuessing = try options.bool("auto_detect") ?? true
    let normalizes = try options.bool("normalize_names") ?? false
    for name in ["parallel", "buffer_size", "max_line_size", "maximum_line_size", "strict_mode"] {
      _ = options.take(name)
    }
    try requirePlain(&options)
    try options.finish()
    guard isGuessing || columns != nil else {
      throw SQLError(.binding, "'read_csv' needs 'columns' where nothing is to be found out")
    }
    table.dialect = try form.dialect(sniffer, columnCount: columns?.count, isGuessing: isGuessing)
    if let columns {
      let finding =
        try isGuessing && sniffer.hasHeader == nil ? sniffer.columns(table.dialect) : nil
      table.hasHeader = sniffer.hasHeader ?? finding?.hasHeader ?? false
      table.columns = columns.map {
        CSVTable.Column(name: $0.name, reader: sniffer.reader($0.type))
      }
      let isGuessed = isGuessing && sniffer.hasHeader == nil
      table.hasHeader =
        try isGuessed
        ? sniffer.hasHeader(table.dialect, above: table.columns) : sniffer.hasHeader ?? false
      return table
    }
    try sniff(&table, sniffer)
    if normalizes {
      let normal = table.columns.map { SnakeCase().normalize(identifier: $0.name) }.uniqueNames
      for place in table.columns.indices { table.columns[place].name = normal[place] }
    }
    if let names {
      for (place, name) in names.prefix(table.columns.count).enumerated() {
        table.columns[place].name = name
      }
    }
    if let types { try set(types, &table, sniffer, options, catalog) }
    return table
  }

  /// Finds out the columns of the first file, or of all if they are told apart by names.
  private func sniff(_ table: inout CSVTable, _ sniffer: CSVSniffer) throws(SQLError) {
    let finding = try sniffer.columns(table.dialect)
    table.hasHeader = finding.hasHeader
    table.columns = zip(finding.names, finding.readers)
      .map { CSVTable.Column(name: $0, reader: $1) }
    if table.columns.isEmpty {
      table.columns = [CSVTable.Column(name: "column0", reader: FieldReader(type: .varchar))]
    }
    guard table.findsColumnsByName else { return }
    for file in table.files.dropFirst() {
      let other = try sniffer.of(file).columns(table.dialect)
      for (name, reader) in zip(other.names, other.readers) {
        guard let place = table.columns.firstIndex(where: { $0.name == name }) else {
          table.columns.append(CSVTable.Column(name: name, reader: reader))
          continue
        }
        let known = table.columns[place].reader
        if known.type != reader.type || (known.dateFormat == nil) != (reader.dateFormat == nil) {
          let common = SQLType.common(known.type, reader.type)
          let isKept = common?.isNumeric ?? false || common == .timestamp
          table.columns[place].reader = sniffer.reader(isKept ? common ?? .varchar : .varchar)
        }
      }
    }
  }

  private func set(
    _ types: TypedDatum,
    _ table: inout CSVTable,
    _ sniffer: CSVSniffer,
    _ options: FileOptions,
    _ catalog: any BindingCatalog
  ) throws(SQLError) {
    if let list = types.texts, types.text == nil {
      guard list.count <= table.columns.count else {
        throw SQLError(
          .binding,
          "'types' has \(list.count.counted("type")), and there are "
            + "\(table.columns.count.counted("column"))"
        )
      }
      for (place, text) in list.enumerated() {
        table.columns[place].reader = sniffer.reader(try type(text, catalog))
      }
      return
    }
    for column in try columns(types, "types", catalog, of: options) ?? [] {
      let folded = SQLName.folded(column.name)
      guard let place = table.columns.firstIndex(where: { SQLName.folded($0.name) == folded })
      else {
        throw SQLError(
          .binding,
          "the file '\(table.files[0])' has no column '\(column.name)'",
          advice: NearestName.advice(for: column.name, among: table.columns.map(\.name))
        )
      }
      table.columns[place].reader = sniffer.reader(column.type)
    }
  }
}

extension CSVSniffer {
  /// The same for another file.
  func of(_ path: String) -> CSVSniffer {
    var other = CSVSniffer(path: path, disk: disk)
    other.skippedLines = skippedLines
    other.sampleSize = sampleSize
    other.hasHeader = hasHeader
    other.dateFormat = dateFormat
    other.timestampFormat = timestampFormat
    other.readsTexts = readsTexts
    return other
  }

  /// What reads a type that was asked for.
  func reader(_ type: SQLType) -> FieldReader {
    FieldReader(type: type, dateFormat: dateFormat, timestampFormat: timestampFormat)
  }
}

extension CSVDialect {
  /// What options say about the form of a file.
  struct Choice {
    var delimiter: [UInt8]?
    var quote: UInt8??
    var escape: UInt8??
    var comment: UInt8??
    var nullTexts: [[UInt8]]?
    var takesQuotedNulls: Bool?

    init(_ options: inout FileOptions) throws(SQLError) {
      if let text = try options.text("delim", "delimiter", "sep") {
        let bytes = Array(text.replacing("\\t", with: "\t").utf8)
        guard (0...4).contains(bytes.count), !bytes.contains(0x0A), !bytes.contains(0x0D) else {
          throw options.mismatch("delim", "a text of one to four bytes without line ends")
        }
        // Without a delimiter a record is one field; no text has this byte.
        delimiter = bytes.isEmpty ? [0] : bytes
      }
      quote = try options.byte("quote")
      escape = try options.byte("escape")
      comment = try options.byte("comment")
      nullTexts = try options.texts("nullstr", "null")?.map { Array($0.utf8) }
      takesQuotedNulls = try options.bool("allow_quoted_nulls")
    }

    /// The form, with what the file shows where the options say nothing.
    func dialect(
      _ sniffer: CSVSniffer,
      columnCount: Int?,
      isGuessing: Bool
    ) throws(SQLError) -> CSVDialect {
      var dialect = plain
      guard isGuessing else { return dialect }
      if quote == nil {
        dialect.quote = try sniffer.quote(dialect)
        if escape == nil { dialect.escape = dialect.quote }
      }
      if delimiter == nil {
        // Where nothing is between fields, a line is one.
        let found = try columnCount == 1 ? [0] : sniffer.delimiter(dialect)
        dialect.delimiter = found ?? (columnCount == nil ? [0] : dialect.delimiter)
      }
      return dialect
    }

    /// The form where nothing is found out.
    var plain: CSVDialect {
      var dialect = CSVDialect()
      if let delimiter { dialect.delimiter = delimiter }
      if let quote { dialect.quote = quote }
      dialect.escape = escape ?? dialect.quote
      if let comment { dialect.comment = comment }
      if let nullTexts { dialect.nullTexts = nullTexts }
      if let takesQuotedNulls { dialect.takesQuotedNulls = takesQuotedNulls }
      return dialect
    }
  }
}

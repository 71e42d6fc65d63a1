// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads the rows of a table back from its files, one file after the other.
actor TableFileReader {
  /// Bytes that are read at once.
  private static let room = 1 << 18

  private let types: [String: DataType]
  private let columns: [String]
  private let disk: any FileSystem
  private var paths: ArraySlice<String>
  private var file: (offset: Int, reader: any RowReader, path: String)?

  /// Reads the files at `paths`, whose rows are those of `table`.
  init(_ paths: [String], in disk: any FileSystem, of table: Table, columns: [String]) {
    self.disk = disk
    self.paths = paths[...]
    self.columns = columns
    types = Dictionary(
      table.completeColumns.compactMap { column in column.type.map { (column.name, $0) } },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The next rows, or `nil` after the last.
  func next() async throws -> Batch? {
    while true {
      if file == nil {
        guard let path = paths.popFirst() else { return nil }
        file = (0, try Self.reader(of: path), path)
      }
      guard let file else { continue }
      var reader = file.reader
      let path = file.path
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.room, alignment: 16)
      defer { memory.deallocate() }
      let count = try disk.read(path, from: file.offset, into: memory)
      let rows = try reader.read(memory[..<count], path)
      self.file = count > 0 ? (file.offset + count, reader, path) : nil
      if !rows.isEmpty { return try batch(of: rows, path) }
    }
  }

  private static func reader(of path: String) throws(LoadError) -> any RowReader {
    if path.hasSuffix(".jsonl") { return JSONRowReader() }
    if path.hasSuffix(".csv") { return CSVRowReader() }
    throw LoadError(
      .unsupported,
      "The rows in '\(path)' cannot be read back: only JSON lines and CSV can, and not compressed."
    )
  }

  private func batch(of rows: [Record], _ path: String) throws(LoadError) -> Batch {
    let isCSV = path.hasSuffix(".csv")
    var vectors: [Vector] = []
    for column in columns {
      let first = rows.lazy.compactMap { $0[column]?.kind }.first
      let type = types[column] ?? DataType(first ?? .text)
      let builder = VectorBuilder(type)
      for row in rows {
        guard let value = Self.value(row[column] ?? .null, as: type, isCSV) else {
          throw LoadError(
            .destinationFailed,
            "The file '\(path)' has a value that is no \(type.kind). Put the file back as it was.",
            at: LoadError.Location(column: column)
          )
        }
        try builder.append(value)
      }
      vectors.append(builder.finish())
    }
    return Batch(names: columns, vectors: vectors, rowCount: rows.count)
  }

  /// The value that a file holds in this form, or `nil` if it is none of the type.
  private static func value(_ value: Value, as type: DataType, _ isCSV: Bool) -> Value? {
    switch (type.kind, value) {
    case (.json, .text(let text)) where isCSV: return try? Value(json: text)
    case (_, .null), (.json, _): return value
    case (.binary, .text(let text)): return Base64.bytes(of: text).map { .binary($0) }
    default:
      guard case .converted(let value) = Coercion.convert(value, to: type) else { return nil }
      return value
    }
  }
}

/// Makes rows of the bytes of a file.
private protocol RowReader: Sendable {
  /// The rows that are complete with these bytes; no bytes are the end of the file.
  mutating func read(_ bytes: Slice<UnsafeMutableRawBufferPointer>, _ path: String) throws
    -> [Record]
}

private struct JSONRowReader: RowReader {
  private var reader: JSONReader

  init() {
    var options = JSONReadOptions()
    options.layout = .lines
    options.nestingLimit = 2_000
    reader = JSONReader(options: options)
  }

  mutating func read(
    _ bytes: Slice<UnsafeMutableRawBufferPointer>,
    _ path: String
  ) throws -> [Record] {
    if bytes.isEmpty { reader.finish() } else { reader.append(bytes) }
    var rows: [Record] = []
    do throws(JSONError) {
      while let value = try reader.next() { rows.append(value.fields ?? Record()) }
    } catch {
      throw LoadError(
        .destinationFailed,
        "The file '\(path)' cannot be read back: \(error)",
        cause: error
      )
    }
    return rows
  }
}

private struct CSVRowReader: RowReader {
  private var records = CSVRecords()
  private var names: [String]?

  mutating func read(
    _ bytes: Slice<UnsafeMutableRawBufferPointer>,
    _ path: String
  ) throws -> [Record] {
    var rows: [Record] = []
    for fields in bytes.isEmpty ? records.finish() : records.take(bytes) {
      guard let names else {
        names = fields.map { $0 ?? "" }
        continue
      }
      guard fields.count == names.count else {
        throw LoadError(
          .destinationFailed,
          "The file '\(path)' has a record of \(fields.count) fields below \(names.count) names. "
            + "Put the file back as it was."
        )
      }
      rows.append(
        Record(
          zip(names, fields).compactMap { name, text in text.map { (name, Value.text($0)) } }
        )
      )
    }
    return rows
  }
}

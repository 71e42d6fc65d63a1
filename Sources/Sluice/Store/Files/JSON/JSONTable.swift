// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is known of JSON files that are read as one table.
struct JSONTable: ReadableSource {
  /// A column of the table.
  struct Column: Sendable {
    var name: String
    /// The name in the records.
    var key: String
    var type: SQLType
  }

  let files: [String]
  let disk: any FileSystem
  var layout = JSONRecords.Layout.automatic
  var columns: [Column] = []
  /// Whether a record is an object with the columns, and not the value of a single one.
  var hasFields = true
  /// Whether what is not as it should be is missing instead of an error.
  var ignoresErrors = false
  /// The name of the column with the path of the file, if there is one.
  var fileColumn: String?

  var name: String { files.count == 1 ? files[0] : "\(files.count) files" }

  /// A guess: records of JSON are seldom shorter.
  var rowEstimate: Int {
    files.reduce(0) { total, file in
      if case .file(let size) = disk.item(at: file) { total + size / 64 } else { total }
    }
  }

  /// The columns with their types.
  var types: [(name: String, type: SQLType)] {
    columns.map { (name: $0.name, type: $0.type) }
      + (fileColumn.map { [(name: $0, type: SQLType.varchar)] } ?? [])
  }

  func step(_ scan: TableScan) throws(SQLError) -> any PhysicalStep {
    JSONStep(
      table: self,
      columns: scan.columns.map(\.column),
      places: scan.columns.map(\.place)
    )
  }

  /// Finds out the columns from the first records of all files.
  mutating func detectColumns(sampleSize: Int, depth: Int, hasFields: Bool?) throws(SQLError) {
    var guess = JSONGuess()
    var total = 0
    for file in files {
      let records = JSONRecords(try FileWindow(file, on: disk), layout)
      while sampleSize < 0 || total < sampleSize, let record = try records.next() {
        var scanner = JSONScanner(record)
        total += 1
        let isText =
          record.baseAddress.map { JSONText.isValidUTF8($0, count: record.count) } ?? true
        guard isText, let range = scanner.value() else {
          if ignoresErrors { continue }
          throw JSONStep.malformed(file, records.line)
        }
        guess.take(scanner, range)
      }
    }
    let isMap = guess.keys.count > JSONGuess.mapLimit || guess.keys.isEmpty
    self.hasFields = hasFields ?? (guess.isObject && depth > 0 && !isMap)
    guard self.hasFields, guess.isObject else {
      self.hasFields = false
      columns = [Column(name: "json", key: "", type: guess.type(depth: depth))]
      return
    }
    let names = guess.keys.uniqueNamesIgnoringCase
    columns = guess.keys.indices.map { place in
      Column(
        name: names[place],
        key: guess.keys[place],
        type: guess.values[place].type(depth: depth - 1)
      )
    }
  }
}

extension [String] {
  /// The names, with numbers behind those that differ from one before by capital letters at most.
  fileprivate var uniqueNamesIgnoringCase: [String] {
    var known: Set<String> = []
    return map { written in
      var (name, number) = (written, 0)
      while !known.insert(SQLName.folded(name)).inserted {
        number += 1
        name = "\(written)_\(number)"
      }
      return name
    }
  }
}

/// Reads JSON files, record by record.
struct JSONStep: PhysicalStep {
  var title: String { "JSON files" }
  var inputs: [any PhysicalStep] { [] }

  let table: JSONTable
  let columns: [PlanColumn]
  /// The places of the columns among those of the table.
  let places: [Int]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    let read = places.filter { $0 >= 0 && $0 < table.columns.count }
    let fields = read.map {
      SQLType.Field(name: table.columns[$0].key, type: table.columns[$0].type)
    }
    var total = 0
    for file in table.files {
      let records = JSONRecords(try FileWindow(file, on: table.disk), table.layout)
      var isDone = false
      while !isDone {
        try query.checkCancellation()
        let rows = CellColumn(CellShape(.structure(fields)), capacity: Chunk.size)
        while rows.count < Chunk.size {
          guard let record = try records.next() else {
            isDone = true
            break
          }
          try add(record, records.line, file, fields, to: rows)
        }
        guard rows.count > 0 else { break }
        let chunk = chunk(rows, read, file, total)
        total += rows.count
        guard try consumer.consume(chunk) else { return try consumer.finish() }
      }
    }
    try consumer.finish()
  }

  private func add(
    _ record: TextBytes,
    _ line: Int,
    _ file: String,
    _ fields: [SQLType.Field],
    to rows: CellColumn
  ) throws(SQLError) {
    var reader = JSONCellsReader(record, isStored: false)
    if table.hasFields {
      reader.read(.structure(fields), rows)
    } else {
      for (field, child) in zip(fields, rows.children) { reader.read(field.type, child) }
      rows.appendStructure()
    }
    let isWhole = !table.hasFields && fields.isEmpty || reader.isAtEnd()
    let isText = record.baseAddress.map { JSONText.isValidUTF8($0, count: record.count) } ?? true
    guard reader.hasFault || !isWhole || !isText, !table.ignoresErrors else { return }
    guard isText, JSONCells.isValid(record) else { throw Self.malformed(file, line) }
    throw SQLError(
      .conversion,
      "line \(line) of the file '\(file)' has a value that is not of the type of its column",
      advice:
        "Give the columns types with 'columns', look at more records with 'sample_size', or leave "
        + "such values out with 'ignore_errors = true'."
    )
  }

  /// A record is no JSON.
  static func malformed(_ file: String, _ line: Int) -> SQLError {
    SQLError(
      .invalidInput,
      "line \(line) of the file '\(file)' is no JSON",
      advice: "Records like this are left out with 'ignore_errors = true'."
    )
  }

  private func chunk(_ rows: CellColumn, _ read: [Int], _ file: String, _ total: Int) -> Chunk {
    let cells = rows.children.map(\.cells)
    var next = 0
    let columns = places.map { place -> Cells in
      if place >= 0, place < table.columns.count {
        defer { next += 1 }
        return cells[next]
      }
      return place == TableScan.rowID
        ? Cells(rowNumbers: total, rows.count) : .constant(file)
    }
    return Chunk(columns, count: rows.count)
  }
}

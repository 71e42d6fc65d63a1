// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is known of CSV files that are read as one table.
struct CSVTable: ReadableSource {
  /// A column of the table.
  struct Column: Sendable {
    var name: String
    var reader: FieldReader
  }

  let files: [String]
  let disk: any FileSystem
  var dialect = CSVDialect()
  var columns: [Column] = []
  /// The lines before the first record, or the header.
  var skippedLines = 0
  var hasHeader = true
  /// Whether records of other files than the first are taken by the names of their headers.
  var findsColumnsByName = false
  /// Whether records that are not as they should be are left out.
  var ignoresErrors = false
  /// Whether fields at the end of a record may be missing.
  var padsRecords = false
  /// The name of the column with the path of the file, if there is one.
  var fileColumn: String?

  var name: String { files.count == 1 ? files[0] : "\(files.count) files" }

  /// A guess: a record of CSV is seldom shorter.
  var rowEstimate: Int {
    files.reduce(0) { total, file in
      if case .file(let size) = disk.item(at: file) { total + size / 32 } else { total }
    }
  }

  /// The columns with their types.
  var types: [(name: String, type: SQLType)] {
    columns.map { (name: $0.name, type: $0.reader.type) }
      + (fileColumn.map { [(name: $0, type: SQLType.varchar)] } ?? [])
  }

  func step(_ scan: TableScan) throws(SQLError) -> any PhysicalStep {
    CSVStep(
      table: self,
      columns: scan.columns.map(\.column),
      places: scan.columns.map(\.place)
    )
  }
}

/// Reads CSV files, record by record.
struct CSVStep: PhysicalStep {
  var title: String { "CSV files" }
  var inputs: [any PhysicalStep] { [] }

  let table: CSVTable
  let columns: [PlanColumn]
  /// The places of the columns among those of the table.
  let places: [Int]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    var reader = CSVChunkReader(self)
    for file in table.files {
      try reader.open(file)
      while try reader.fill() {
        try query.checkCancellation()
        guard try consumer.consume(reader.take()) else { return try consumer.finish() }
      }
    }
    if reader.hasRows { _ = try consumer.consume(reader.take()) }
    try consumer.finish()
  }
}

/// Turns records of CSV files into chunks.
private struct CSVChunkReader {
  private let table: CSVTable
  private let places: [Int]
  private let shapes: [CellShape]
  private var builders: [CellColumn] = []
  /// The builder that a field of a record goes to; -1 for none.
  private var targets: [Int] = []
  /// The builders that no field goes to.
  private var untouched: [Int] = []
  private var scanner: CSVScanner?
  private var file = ""
  private var rows = 0
  private var total = 0
  private var plain: [UInt8] = []

  init(_ step: CSVStep) {
    table = step.table
    places = step.places
    shapes = step.columns.map { CellShape($0.type) }
    start()
  }

  private mutating func start() {
    builders = shapes.map { CellColumn($0, capacity: Chunk.size) }
    rows = 0
  }

  /// Whether there are rows that no chunk has yet.
  var hasRows: Bool { rows > 0 }

  /// The rows so far.
  mutating func take() -> Chunk {
    defer { start() }
    return Chunk(builders.map(\.cells), count: rows)
  }

  /// Begins with a file, whose header tells where its fields go.
  mutating func open(_ path: String) throws(SQLError) {
    file = path
    let scanner = CSVScanner(try FileWindow(path, on: table.disk), table.dialect)
    try scanner.skipLines(table.skippedLines)
    var fieldOf = Array(table.columns.indices)
    var width = table.columns.count
    if table.hasHeader, try scanner.next() {
      let names = (0..<scanner.fields.count).map { scanner.text($0) }
      if table.findsColumnsByName || path != table.files[0],
        names.count != width || names != table.columns.map(\.name)
      {
        let unique = CSVSniffer.names(names)
        let found = table.columns.map { column in unique.firstIndex(of: column.name) ?? -1 }
        // Other names in as many columns are taken as they come, unless names are what counts.
        if table.findsColumnsByName || !found.contains(-1) {
          (fieldOf, width) = (found, names.count)
        }
      }
    }
    targets = Array(repeating: -1, count: width)
    untouched = []
    for (builder, place) in places.enumerated() {
      if place >= 0, place < table.columns.count, fieldOf[place] >= 0 {
        targets[fieldOf[place]] = builder
      } else {
        untouched.append(builder)
      }
    }
    self.scanner = scanner
  }

  /// Reads records until there are enough for a chunk; `false` if the file ends before.
  mutating func fill() throws -> Bool {
    guard let scanner else { return false }
    while rows < Chunk.size {
      guard try scanner.next() else { return false }
      try add(scanner)
    }
    return true
  }

  private mutating func add(_ scanner: CSVScanner) throws {
    let count = scanner.fields.count
    if count == 1, targets.count > 1, scanner.fields[0].count == 0, !scanner.fields[0].isQuoted {
      // A blank line is no record.
      return
    }
    var fault = scanner.fault
    if fault == nil, count > targets.count || count < targets.count && !table.padsRecords {
      fault = "there are \(targets.count.counted("column")), and it has \(count.counted("field"))"
    }
    if let fault {
      if table.ignoresErrors { return }
      throw SQLError(
        .invalidInput,
        "line \(scanner.line) of the file '\(file)' is no record: \(fault)",
        advice: "Lines like this are left out with 'ignore_errors = true'."
      )
    }
    for field in 0..<targets.count where targets[field] >= 0 {
      let builder = builders[targets[field]]
      guard field < count else {
        builder.appendMissing()
        continue
      }
      if append(scanner, scanner.fields[field], places[targets[field]], to: builder) { continue }
      guard table.ignoresErrors else { throw mismatch(scanner, field) }
      for done in 0...field where targets[done] >= 0 { builders[targets[done]].removeLast() }
      return
    }
    for place in untouched { addUnread(place) }
    rows += 1
    total += 1
  }

  @inline(__always)
  private mutating func append(
    _ scanner: CSVScanner,
    _ field: CSVField,
    _ place: Int,
    to builder: CellColumn
  ) -> Bool {
    let reader = table.columns[place].reader
    guard field.hasEscapes else {
      let text = scanner.bytes(field)
      if table.dialect.isNull(text, isQuoted: field.isQuoted) {
        builder.appendMissing()
        return true
      }
      return reader.append(text, to: builder)
    }
    plain.removeAll(keepingCapacity: true)
    scanner.unescape(field, to: &plain)
    return plain.withUnsafeBufferPointer { reader.append($0, to: builder) }
  }

  private func addUnread(_ builder: Int) {
    switch places[builder] {
    case TableScan.rowID: builders[builder].append(value: Int64(total))
    case table.columns.count where table.fileColumn != nil:
      var path = file
      path.withUTF8 { builders[builder].append(run: ByteRun($0)) }
    default: builders[builder].appendMissing()
    }
  }

  private func mismatch(_ scanner: CSVScanner, _ field: Int) -> SQLError {
    let column = table.columns[places[targets[field]]]
    return SQLError(
      .conversion,
      "the text '\(scanner.text(field).prefix(60))' in line \(scanner.line) of the file '\(file)' is no "
        + "\(column.reader.type) for the column '\(column.name)'",
      advice: "Give the column another type with 'types', or leave such lines out with "
        + "'ignore_errors = true'."
    )
  }
}

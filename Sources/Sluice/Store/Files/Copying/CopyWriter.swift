// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes the rows of a query to a file, as `COPY … TO` does. Used by one task at a time.
///
/// The file is written aside and moved to its place when all rows are there.
final class CopyWriter: ChunkConsumer {
  /// The rows so far.
  private(set) var rowCount = 0
  private let path: String
  private let disk: any FileSystem
  private var form: any CopyForm
  private var bytes: [UInt8] = []

  /// So many bytes are written at once.
  private static let blockSize = 1 << 20

  init(
    _ path: String,
    _ columns: [(name: String, type: SQLType)],
    _ options: [SQL.Option],
    on disk: any FileSystem = LocalFileSystem()
  ) throws(SQLError) {
    self.path = path
    self.disk = disk
    form = try Self.form(columns, options, path)
    form.begin(&bytes)
    do throws(LoadError) {
      try disk.remove(temporary)
      try disk.append([], to: temporary)
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// The bytes of all rows, for `COPY … TO stdout`.
  static func bytes(
    _ rows: StoredChunks,
    _ columns: [(name: String, type: SQLType)],
    _ options: [SQL.Option]
  ) throws(SQLError) -> [UInt8] {
    var form = try form(columns, options, "")
    var bytes: [UInt8] = []
    form.begin(&bytes)
    form.append(rows.cells, count: rows.count, to: &bytes)
    form.end(&bytes)
    return bytes
  }

  private static func form(
    _ columns: [(name: String, type: SQLType)],
    _ options: [SQL.Option],
    _ path: String
  ) throws(SQLError) -> any CopyForm {
    var options = try FileOptions(options, of: "'COPY'")
    let form: any CopyForm =
      switch try CopyFormat(&options, path: path) {
      case .csv: try CSVCopy(columns, &options)
      case .json: try JSONCopy(columns, &options)
      }
    if let packing = try options.text("compression") {
      guard ["auto", "none", "uncompressed"].contains(packing.lowercased()) else {
        throw SQLError(.unsupported, "files packed with '\(packing)' cannot be written yet")
      }
    }
    for name in ["use_tmp_file", "overwrite_or_ignore", "overwrite", "per_thread_output"] {
      _ = options.take(name)
    }
    try options.finish()
    return form
  }

  private var temporary: String { "\(path).new" }

  func consume(_ chunk: Chunk) throws -> Bool {
    let cells = (0..<chunk.width).map { chunk[$0] }
    form.append(cells, count: chunk.count, to: &bytes)
    rowCount += chunk.count
    if bytes.count >= Self.blockSize { try write() }
    return true
  }

  /// Writes what is left, and moves the file to its place.
  func finish() throws {
    form.end(&bytes)
    try write()
    do throws(LoadError) {
      try disk.move(temporary, to: path)
    } catch {
      throw Self.failure(path, error)
    }
  }

  private func write() throws(SQLError) {
    do throws(LoadError) {
      try disk.append(bytes, to: temporary)
    } catch {
      throw Self.failure(path, error)
    }
    bytes.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String, _ error: LoadError) -> SQLError {
    SQLError(.file, "the file '\(path)' cannot be written", advice: error.message)
  }
}

/// How rows become bytes.
protocol CopyForm {
  /// Appends what comes before the rows.
  mutating func begin(_ bytes: inout [UInt8])

  /// Appends some rows.
  mutating func append(_ cells: [Cells], count: Int, to bytes: inout [UInt8])

  /// Appends what comes behind the rows.
  mutating func end(_ bytes: inout [UInt8])
}

/// The formats of dates and times in a file.
struct CopyTimes {
  private let date: TimeFormat?
  private let timestamp: TimeFormat?

  init(_ options: inout FileOptions) throws(SQLError) {
    date = try options.format("dateformat", "date_format")
    timestamp = try options.format("timestampformat", "timestamp_format")
  }

  /// Appends the text of a value that is there, if its type has a format that was named.
  func append(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) -> Bool {
    switch type {
    case .date:
      guard let date else { return false }
      date.append(date: cells.value(row, Int32.self), to: &bytes)
    case .timestampS, .timestampMS, .timestamp:
      guard let timestamp else { return false }
      timestamp.append(timestamp: cells.value(row, Int64.self), to: &bytes)
    case .timestampTZ:
      guard let timestamp else { return false }
      timestamp.append(timestamp: cells.value(row, Int64.self), zone: "UTC", to: &bytes)
    case .timestampNS, .timestampTZNS:
      guard let timestamp else { return false }
      let moment = cells.value(row, Int64.self)
      timestamp.append(
        timestamp: SQLNanoseconds.microseconds(moment),
        nanoseconds: SQLNanoseconds.rest(moment),
        zone: type == .timestampTZNS ? "UTC" : "",
        to: &bytes
      )
    default: return false
    }
    return true
  }
}

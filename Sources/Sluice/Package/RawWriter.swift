// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The pages of one resource as they came, written into a raw package.
///
/// Each page is a run of frames: `values` and `malformed` hold typed JSON, `json` and `csv` bytes as
/// they came, `batch` columns.
final class RawWriter: Sendable {
  /// Bytes of a stream in one frame.
  private static let room = 1 << 18

  /// The resource.
  let resource: String
  private let page = Locked(0)
  private let file: Locked<CheckedFrameWriter>

  /// Writes to the file at `path`.
  init(_ path: String, of resource: String, in disk: any FileSystem) {
    self.resource = resource
    file = Locked(CheckedFrameWriter(path, in: disk))
  }

  /// Waits until all pages are on the disk; returns their size.
  func finish() throws(LoadError) -> Int {
    try file.withLock { file throws(LoadError) in
      if file.size > 0 { try file.finish() }
      return file.size
    }
  }

  /// Adds a page, and says how many rows, as far as they can be counted, and bytes it had.
  ///
  /// The pages of one resource are added one after the other.
  func append(
    _ page: Page,
    to table: String?
  ) async throws -> (rows: Int, bytes: Int) {
    let before = file.withLock { $0.size }
    try await write(page, table)
    let rows =
      switch page {
      case .values(let values): values.count
      case .encodable(let page): page.count
      case .batch(let batch): batch.rowCount
      case .json, .csv: 1
      case .materialize, .hints: 0
      }
    return (rows, file.withLock { $0.size } - before)
  }

  private func write(_ page: Page, _ table: String?) async throws {
    switch page {
    case .values(let values): try write("values", values, table)
    case .encodable(let page): try write("values", page.values(), table)
    case .json(let stream): try await write("json", stream, [:], table)
    case .csv(let stream, let options): try await write("csv", stream, options.fields, table)
    case .batch(let batch):
      let (head, body) = BatchFrame.frame(batch, head: head("batch", nextPage(), table))
      try write(head, body)
    case .materialize:
      try write(head("materialize", nextPage(), table), [])
    case .hints:
      throw LoadError(
        .unsupported,
        "The resource changes what is known of its table while it is extracted, which pages that are "
          + "kept do not say. Declare it beforehand, or do not keep raw pages.",
        at: LoadError.Location(resource: resource)
      )
    }
  }

  /// Adds a record that could not be read and was passed over.
  func append(_ record: MalformedRecord) throws {
    let fields: Record = [
      "bytes": .binary(record.bytes), "record": Value(integer: record.record),
      "line": Value(integer: record.line), "offset": Value(integer: record.offset),
      "csv": .bool(record.isCSV), "expected": .text(record.error.expected),
      "found": .text(record.error.found), "advice": .text(record.error.advice),
      "description": .text("\(record.error)"),
    ]
    try write("malformed", [.record(fields)], nil)
  }

  private func write(_ kind: String, _ values: [Value], _ table: String?) throws {
    let body = Array(TypedJSON.string(.list(values)).utf8)
    try write(head(kind, nextPage(), table), body)
  }

  private func write(
    _ kind: String,
    _ stream: some ByteStream,
    _ options: Record,
    _ table: String?
  ) async throws {
    var stream = stream
    var head = head(kind, nextPage(), table)
    head["options"] = .record(options)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.room, alignment: 16)
    defer { memory.deallocate() }
    var isFirst = true
    while true {
      let count = try await stream.read(into: memory)
      if count > 0 || isFirst {
        try write(head, Array(memory[..<count]))
      }
      isFirst = false
      if count == 0 { return }
    }
  }

  private func head(_ kind: String, _ page: Int, _ table: String?) -> Record {
    var head: Record = ["kind": .text(kind), "page": Value(integer: page)]
    head["table"] = table.map { .text($0) }
    return head
  }

  private func nextPage() -> Int {
    page.withLock { page in
      page += 1
      return page
    }
  }

  private func write(_ head: Record, _ body: [UInt8]) throws(LoadError) {
    try file.withLock { file throws(LoadError) in try file.append(head: head, body: body) }
  }
}

extension CSVOptions {
  fileprivate var fields: Record {
    var fields: Record = [
      "header": .bool(hasHeader), "delimiter": Value(integer: Int(delimiter)),
      "null": .text(nullText), "limit": Value(integer: recordLimit.bytes),
    ]
    fields["names"] = names.map { .list($0.map { .text($0) }) }
    return fields
  }

  init(_ fields: Record) {
    self.init()
    hasHeader = fields["header"]?.boolean ?? true
    names = fields["names"]?.elements?.compactMap(\.string)
    delimiter = fields["delimiter"]?.int64.flatMap { UInt8(exactly: $0) } ?? delimiter
    nullText = fields["null"]?.string ?? ""
    recordLimit = fields["limit"]?.int64.map { .bytes(Int($0)) } ?? recordLimit
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads the pages of a resource back that ``RawWriter`` wrote.
actor RawReader {
  private let path: String
  private var file: CheckedFrameReader
  private var waiting: CheckedFrame?

  /// Reads the file at `path`.
  init(_ path: String, in disk: any FileSystem) throws(LoadError) {
    self.path = path
    file = try CheckedFrameReader(path, in: disk)
  }

  /// What stands next in the file.
  enum Item: Sendable {
    case values([Value], table: String?)
    case json(RawStream, table: String?)
    case csv(RawStream, CSVOptions, table: String?)
    case batch(Batch, table: String?)
    case materialize(table: String?)
    case malformed(MalformedRecord)
  }

  /// The next page, or `nil` after the last. A stream has to be read to its end before.
  func next() throws -> Item? {
    guard let frame = try take() else { return nil }
    let table = frame.head["table"]?.string
    switch frame.head["kind"]?.string {
    case "values":
      return .values(try values(frame), table: table)
    case "malformed":
      guard let fields = try values(frame).first, let record = MalformedRecord(fields) else {
        throw damage()
      }
      return .malformed(record)
    case "json":
      return .json(RawStream(self, try begin(frame)), table: table)
    case "csv":
      let options = CSVOptions(frame.head["options"]?.fields ?? Record())
      return .csv(RawStream(self, try begin(frame)), options, table: table)
    case "batch":
      guard let batch = BatchFrame.batch(frame) else { throw damage() }
      return .batch(batch, table: table)
    case "materialize":
      return .materialize(table: table)
    default:
      throw damage()
    }
  }

  /// The next bytes of the page with this number, or `nil` at its end.
  fileprivate func bytes(ofPage page: Int64) throws -> [UInt8]? {
    guard let frame = try take() else { return nil }
    guard frame.head["page"]?.int64 == page else {
      waiting = frame
      return nil
    }
    return frame.body
  }

  private func begin(_ frame: CheckedFrame) throws -> Int64 {
    guard let page = frame.head["page"]?.int64 else { throw damage() }
    waiting = frame
    return page
  }

  private func values(_ frame: CheckedFrame) throws -> [Value] {
    guard let text = String(validating: frame.body, as: UTF8.self),
      let values = (try? TypedJSON.value(text))?.elements
    else { throw damage() }
    return values
  }

  private func take() throws -> CheckedFrame? {
    if let frame = waiting {
      waiting = nil
      return frame
    }
    do throws(LoadError) {
      return try file.next()
    } catch {
      guard error.code == .fileDamaged else { throw error }
      throw damage()
    }
  }

  private func damage() -> LoadError {
    LoadError(
      .fileDamaged,
      "The raw pages in '\(path)' are not as they were written, at byte \(file.offset). Put the file back "
        + "as it was, or 'abort' the package, so that its data is extracted anew."
    )
  }
}

/// The bytes of one page.
struct RawStream: ByteStream {
  private let reader: RawReader
  private let page: Int64
  private var rest: ArraySlice<UInt8> = []
  private var isAtEnd = false

  fileprivate init(_ reader: RawReader, _ page: Int64) {
    self.reader = reader
    self.page = page
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
    while rest.isEmpty && !isAtEnd {
      guard let bytes = try await reader.bytes(ofPage: page) else {
        isAtEnd = true
        break
      }
      rest = bytes[...]
    }
    let count = min(buffer.count, rest.count)
    buffer.copyBytes(from: rest.prefix(count))
    rest = rest.dropFirst(count)
    return count
  }
}

extension MalformedRecord {
  fileprivate init?(_ fields: Value) {
    guard let bytes = fields["bytes"]?.bytes, let record = fields["record"]?.int64,
      let line = fields["line"]?.int64, let offset = fields["offset"]?.int64
    else { return nil }
    let error = KeptInputError(
      isCSV: fields["csv"]?.boolean ?? false,
      record: Int(record),
      line: Int(line),
      offset: Int(offset),
      expected: fields["expected"]?.string ?? "",
      found: fields["found"]?.string ?? "",
      advice: fields["advice"]?.string ?? "",
      description: fields["description"]?.string ?? ""
    )
    self.init(
      bytes: bytes,
      record: Int(record),
      line: Int(line),
      offset: Int(offset),
      error: error
    )
  }
}

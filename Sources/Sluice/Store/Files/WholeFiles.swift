// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A row for each file, with all that it holds.
struct WholeFiles: ReadableSource {
  let files: [String]
  let disk: any FileSystem
  /// A text or bytes.
  let contentType: SQLType

  var name: String { files.count == 1 ? files[0] : "\(files.count) files" }
  var rowEstimate: Int { files.count }

  /// The columns with their types.
  var types: [(name: String, type: SQLType)] {
    [
      (name: "filename", type: .varchar), (name: "content", type: contentType),
      (name: "size", type: .bigint),
    ]
  }

  func step(_ scan: TableScan) throws(SQLError) -> any PhysicalStep {
    WholeFilesStep(
      table: self,
      columns: scan.columns.map(\.column),
      places: scan.columns.map(\.place)
    )
  }
}

/// Reads files whole, one after the other.
struct WholeFilesStep: PhysicalStep {
  var title: String { "Files" }
  var inputs: [any PhysicalStep] { [] }

  let table: WholeFiles
  let columns: [PlanColumn]
  let places: [Int]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    for (number, file) in table.files.enumerated() {
      try query.checkCancellation()
      let cells = try places.map { place -> Cells in
        switch place {
        case 0: .constant(file)
        case 1: .constant(TypedDatum(.bytes(try content(file)), table.contentType))
        case 2: .constant(TypedDatum(.integer(Int128(size(file))), .bigint))
        default: Cells(rowNumbers: number, 1)
        }
      }
      guard try consumer.consume(Chunk(cells, count: 1)) else { break }
    }
    try consumer.finish()
  }

  private func size(_ file: String) -> Int {
    if case .file(let size) = table.disk.item(at: file) { size } else { 0 }
  }

  private func content(_ file: String) throws(SQLError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(LoadError) {
      bytes = try table.disk.read(file)
    } catch {
      throw SQLError(.file, "the file '\(file)' cannot be read", advice: error.message)
    }
    guard bytes.count < 1 << 32 else {
      throw SQLError(.limit, "the file '\(file)' has more than 4 GiB")
    }
    let isText = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { JSONText.isValidUTF8($0, count: buffer.count) } ?? true
    }
    if table.contentType == .varchar, !isText {
      throw SQLError(
        .invalidInput,
        "the file '\(file)' is no text in UTF-8",
        advice: "'read_blob' reads any bytes."
      )
    }
    return bytes
  }
}

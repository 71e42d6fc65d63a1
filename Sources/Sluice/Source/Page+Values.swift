// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The way from what a user sends to values of any shape, taken only where a map, a filter or the name
// of a table looks at records.

extension Page {
  /// How many bytes of a stream are read at a time.
  private static var room: Int { 1 << 16 }

  /// Hands the values in the page to `body`, a stream piece by piece; false if there are no rows in it.
  func eachPiece(
    for sink: any OutputSink,
    _ body: ([Value]) async throws -> Void
  ) async throws -> Bool {
    switch self {
    case .values(let values): try await body(values)
    case .encodable(let page): try await body(page.values())
    case .batch(let batch): try await body(batch.records.map { .record($0) })
    case .json(let stream): try await Self.eachPiece(of: stream, for: sink, body)
    case .csv(let stream, let options):
      try await Self.eachPiece(of: stream, as: options, for: sink, body)
    case .materialize, .hints: return false
    }
    return true
  }

  private static func eachPiece(
    of stream: some ByteStream,
    for sink: any OutputSink,
    _ body: ([Value]) async throws -> Void
  ) async throws {
    var stream = stream
    var options = JSONReadOptions()
    options.layout = sink.hints.jsonLayout
    options.recordLimit = sink.hints.jsonRecordLimit
    let passedOver = Locked(0)
    if case .skip(let tell) = sink.hints.malformed.kind {
      options.malformedRecords = .skip { record in
        passedOver.withLock { $0 += 1 }
        tell(record)
        sink.passOver(record)
      }
    }
    var reader = JSONReader(options: options)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
    defer { memory.deallocate() }
    while true {
      try Task.checkCancellation()
      let count = try await stream.read(into: memory)
      if count > 0 { reader.append(memory[..<count]) } else { reader.finish() }
      var values: [Value] = []
      do throws(JSONError) {
        while let value = try reader.next() { values.append(value) }
      } catch {
        throw LoadError(error)
      }
      // Records that were passed over may have to be put aside, before there are too many of them.
      let hasPassedOver = passedOver.withLock { count in
        defer { count = 0 }
        return count > 0
      }
      if !values.isEmpty || hasPassedOver { try await body(values) }
      if count <= 0 { return }
    }
  }

  private static func eachPiece(
    of stream: some ByteStream,
    as options: CSVOptions,
    for sink: any OutputSink,
    _ body: ([Value]) async throws -> Void
  ) async throws {
    var stream = stream
    let intake = CSVIntake(options: options, malformed: sink.hints.malformed) {
      sink.passOver($0)
    }
    var passedOver = 0
    while true {
      try Task.checkCancellation()
      let count = try await stream.read(into: intake.freeSpace)
      if count > 0 { try intake.accept(count) } else { try intake.finish() }
      let values = intake.takeValues()
      if !values.isEmpty || intake.skippedCount > passedOver { try await body(values) }
      passedOver = intake.skippedCount
      if count <= 0 { return }
    }
  }
}

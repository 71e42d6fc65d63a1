// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// JSON of which only the records are left that a cursor takes, one per line, as they were written.
///
/// The cursor is looked up in the bytes: no values are made of the records, except of those at the
/// boundary. The records are the same as by way of values, and so are errors and their places.
final class CursorStream: ByteStream, @unchecked Sendable {
  // Unchecked: a stream is used by one task at a time.
  private var source: any ByteStream
  private let accept: (_ body: (inout CursorFilter) throws -> Void) throws -> Void
  private let memory = InputMemory()
  private var reader: JSONReader
  private var parser: JSONParser<CursorScanner>
  private let nestingLimit: Int
  /// The beginning of a record, where the memory holds only its end.
  private var beginning: [UInt8] = []
  private var output: [UInt8] = []
  private var taken = 0
  /// Where the records of this piece are in the output.
  private var places: [Range<Int>] = []
  private var failure: (any Error)?
  private var isAtEnd = false

  /// The records of `source` that the cursor takes to which `accept` gives access; fields alone, `chain`,
  /// lead to its value.
  init(
    _ source: any ByteStream,
    chain: [String],
    _ options: JSONReadOptions,
    _ accept: @escaping (_ body: (inout CursorFilter) throws -> Void) throws -> Void
  ) {
    self.source = source
    self.accept = accept
    reader = JSONReader(options: options)
    nestingLimit = reader.nestingLimit
    parser = JSONParser(CursorScanner(chain), nestingLimit: nestingLimit)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
    while taken == output.count, !isAtEnd { try await fill() }
    let count = min(buffer.count, output.count - taken)
    output.withUnsafeBytes { bytes in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[taken..<taken + count]))
    }
    taken += count
    return count
  }

  /// Reads a piece of the source, and writes down what the cursor takes of it.
  private func fill() async throws {
    try Task.checkCancellation()
    output.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    taken = 0
    let consumed = reader.input.consumed
    if let start = reader.unfinishedRecord {
      beginning += UnsafeBufferPointer(start: memory.base + start, count: consumed - start)
    }
    if consumed > 0 { reader.input.forgetConsumed(at: memory.base) }
    let count = try await source.read(into: memory.freeSpace(afterDropping: consumed))
    memory.accept(count)
    if count == 0 {
      reader.finish()
      isAtEnd = true
    }
    try accept { filter in
      try scan(&filter)
      // The bytes go on to others now; what the boundary needs of them is read before.
      try filter.resolve { place in try Value(json: Array(output[places[place]])) }
    }
  }

  private func scan(_ filter: inout CursorFilter) throws {
    while true {
      let value: Value?
      do throws(JSONFault) {
        value = try step(&filter)
      } catch {
        throw failure ?? LoadError(reader.error(error, memory.base, memory.end))
      }
      if let failure { throw failure }
      guard let value else { return }
      let bytes = beginning + reader.lastRecord(in: memory.base)
      beginning = []
      if try filter.accept(value) { write(bytes, of: value) }
    }
  }

  private func step(_ filter: inout CursorFilter) throws(JSONFault) -> Value? {
    try reader.step(memory.base, memory.end) { start, end, isLine in
      pass(start, end, isLine, &filter)
    }
  }

  private func write(_ bytes: [UInt8], of value: Value) {
    if case .record = value { return write(bytes) }
    // A list would be taken for the array of all records.
    write(Array("{\"value\":".utf8) + bytes + [0x7D])
  }

  /// Passes over a record, and writes it down if the cursor takes it.
  private func pass(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isLine: Bool,
    _ filter: inout CursorFilter
  ) -> UnsafePointer<UInt8>? {
    guard failure == nil else { return nil }
    parser.handler.begin()
    guard let (next, isComplete) = try? parser.read(from: start, to: end, isFinal: isLine),
      isComplete, !parser.handler.isNested, !isLine || JSONText.skipWhitespace(next) >= end
    else {
      // Cut by the end of the memory, or something that values can say more of.
      parser.reset()
      return nil
    }
    do {
      let isWanted = try filter.accept(parser.handler.value, at: places.count) {
        try JSONValueReader.read(at: start, end: end, limit: nestingLimit).value
      }
      if isWanted { write(UnsafeBufferPointer(start: start, count: next - start)) }
    } catch {
      failure = error
    }
    return next
  }

  private func write(_ record: some Collection<UInt8>) {
    let start = output.count
    output += record
    places.append(start..<output.count)
    output.append(0x0A)
  }
}

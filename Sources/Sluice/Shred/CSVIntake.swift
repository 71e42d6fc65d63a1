// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes CSV in pieces of any size and hands whole records to a shredder.
///
/// Write bytes into ``freeSpace``, say how many with ``accept(_:)``, take the batches of the
/// shredder, and so on; then ``finish()``. Fields belong to columns by their place.
///
/// The first value of a column decides what the column is, as in all other formats: an integer, a
/// number, true or false, what the stages detect in texts, or text. Later values that do not fit go
/// beside it. A column of text takes fields as they are written, and so do the types that are read
/// from text, such as decimals and dates.
final class CSVIntake {
  /// Takes the records; `nil` where they are read as values.
  let shredder: TableShredder?
  /// Records that were read as values and not taken yet.
  var values: [Value] = []
  /// Per field of a record, the type that its first value had, where they are read as values.
  var kinds: [DataType.Kind?] = []
  let options: CSVOptions
  let numbers = NumberContext.shared
  let malformed: MalformedRecords
  let report: @Sendable (MalformedRecord) -> Void
  let nullBytes: [UInt8]
  private let input = InputMemory()
  var consumed = 0
  /// Bytes and line feeds of the input that came before the memory.
  private(set) var offset = 0
  private(set) var lines = 0
  private(set) var isFinished = false
  var names: [String]?
  var recordEnd = CSVRecordEnd()
  /// Per field of a record, its number in the root's shape; empty before the first record.
  var places: [Int32] = []
  /// Whether two fields share a column, so that the later one has to win.
  var hasCollisions = false
  var recordCount = 0
  private var failure: LoadError?
  /// The number of malformed records that were passed over.
  var skippedCount = 0

  /// Starts at the beginning of an input.
  convenience init(
    into shredder: TableShredder,
    options: CSVOptions = CSVOptions(),
    malformed: MalformedRecords = .fail
  ) {
    let report = shredder.context.report
    self.init(shredder, options, malformed) { report(.recordSkipped($0)) }
  }

  /// Starts at the beginning of an input whose records are read as values, for ``takeValues()``.
  convenience init(
    options: CSVOptions,
    malformed: MalformedRecords,
    report: @escaping @Sendable (MalformedRecord) -> Void
  ) {
    self.init(nil, options, malformed, report)
  }

  private init(
    _ shredder: TableShredder?,
    _ options: CSVOptions,
    _ malformed: MalformedRecords,
    _ report: @escaping @Sendable (MalformedRecord) -> Void
  ) {
    precondition(
      CSVOptions.canDelimit(options.delimiter),
      "A delimiter is an ASCII byte, but no letter, digit, quote, line end, point or sign."
    )
    self.shredder = shredder
    self.options = options
    self.malformed = malformed
    self.report = report
    nullBytes = Array(options.nullText.utf8)
  }

  /// The first byte that is still needed, and the number of bytes from there on.
  var memory: UnsafeMutablePointer<UInt8> { input.base }
  var count: Int { input.count }

  /// Where the next bytes go.
  var freeSpace: UnsafeMutableRawBufferPointer {
    let dropped = consumed
    lines += JSONText.countLines(from: memory, to: memory + dropped)
    offset += dropped
    consumed = 0
    return input.freeSpace(afterDropping: dropped)
  }

  /// Takes the first `bytes` bytes of the free space and shreds the records that are complete.
  func accept(_ bytes: Int) throws(LoadError) {
    precondition(!isFinished, "Bytes came after the end of the input.")
    input.accept(bytes)
    try shredRecords()
  }

  /// Shreds what is left; throws if the input ends within a field in quotes.
  func finish() throws(LoadError) {
    isFinished = true
    input.accept(0)
    try shredRecords()
  }

  /// The records that were read as values since the last call.
  func takeValues() -> [Value] {
    defer { values = [] }
    return values
  }

  private func shredRecords() throws(LoadError) {
    if let failure { throw failure }
    let end = UnsafePointer(input.end)
    do {
      guard try start(end) else { return }
      repeat {
        if recordEnd.searched == 0 { walk(to: end) }
      } while try shredCarefully(to: end)
    } catch {
      failure = error
      throw error
    }
  }

  // MARK: - The known way

  /// Passes records that bring nothing new straight into the columns.
  private func walk(to end: UnsafePointer<UInt8>) {
    guard let shredder else { return }
    let table = shredder.tables[0]
    guard !places.isEmpty, !hasCollisions, !shredder.needsWholeRecords, table.hasSystemColumns
    else { return }
    let hot = shredder.hot
    places.withUnsafeBufferPointer { places in
      guard let numbers = places.baseAddress else { return }
      let walker = CSVWalker(
        hot: hot,
        numbers: self.numbers,
        node: shredder.root,
        places: numbers,
        count: places.count,
        delimiter: options.delimiter,
        emptyIsNull: nullBytes.isEmpty,
        readsTimestamps: options.delimiter != 0x20 && options.delimiter != 0x3A,
        end: end,
        isFinal: isFinished,
        fields: self
      )
      let limit = options.recordLimit.bytes
      var p = UnsafePointer(memory) + consumed
      let before = shredder.recordCount
      while p < end {
        if places.count > 1 {
          if p.pointee == CSVText.lineFeed {
            p += 1
            continue
          }
          if p.pointee == CSVText.carriageReturn, p[1] == CSVText.lineFeed {
            p += 2
            continue
          }
        }
        shredder.beginRecord()
        if table.rows.pointee.count == table.rows.pointee.capacity { table.grow() }
        hot.pointee.heap.reserve(end - p)
        let row = hot.addRow(to: table.rows, parent: 0, position: 0)
        guard let next = walker.record(p, row), next - p <= limit,
          shredder.passesChecks()
        else {
          shredder.rollBack()
          break
        }
        shredder.recordCount += 1
        p = next
      }
      consumed = p - UnsafePointer(memory)
      recordCount += shredder.recordCount - before
    }
  }

  /// Stores a field that does not simply belong into its column; `nil` if that may be wrong.
  func storeOddField(
    at start: UnsafePointer<UInt8>,
    before inputEnd: UnsafePointer<UInt8>,
    in slot: UnsafeMutablePointer<ShapeSlot>,
    at row: Int
  ) -> UnsafePointer<UInt8>? {
    guard
      let found = try? CSVText.field(
        start,
        to: inputEnd,
        options.delimiter,
        stopsAtLines: true,
        isFinal: isFinished
      ),
      let value = try? value(of: found.field, as: shredder?.kind(of: slot))
    else { return nil }
    if value.isNull {
      if slot.pointee.refusesNull { return nil }
      return slot.pointee.column?.has(row) == true ? nil : found.next
    }
    return shredder?.storeOdd(value, in: slot, at: row) == true ? found.next : nil
  }
}

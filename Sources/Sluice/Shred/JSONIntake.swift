// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes JSON in pieces of any size and hands whole records to a shredder.
///
/// Write bytes into ``freeSpace``, say how many with ``accept(_:)``, take the batches of the
/// shredder, and so on; then ``finish()``. What is left of a record that is not complete is kept.
final class JSONIntake {
  private let shredder: TableShredder
  private var reader: JSONReader
  private let numbers = NumberContext.shared
  private let memory = InputMemory()
  /// Records that cannot be read and are to be put aside.
  private let malformed = Locked<[MalformedRecord]>([])
  /// The beginning of a record, where the memory holds only its end.
  private var beginning: [UInt8] = []

  /// Starts at the beginning of an input.
  init(
    into shredder: TableShredder,
    layout: JSONLayout = .automatic,
    recordLimit: ByteCount = JSONReadOptions().recordLimit,
    malformed: MalformedRecords = .fail
  ) {
    self.shredder = shredder
    var options = JSONReadOptions()
    options.layout = layout
    options.recordLimit = recordLimit
    options.nestingLimit = shredder.context.nestingLimit
    if malformed.isQuarantine {
      let malformed = self.malformed
      options.malformedRecords = .skip { record in malformed.withLock { $0.append(record) } }
    } else if case .skip(let tell) = malformed.kind {
      let report = shredder.context.report
      options.malformedRecords = .skip { record in
        tell(record)
        report(.recordSkipped(record))
      }
    }
    reader = JSONReader(options: options)
  }

  /// Where the next bytes go.
  var freeSpace: UnsafeMutableRawBufferPointer {
    let consumed = reader.input.consumed
    if let start = reader.unfinishedRecord {
      beginning += UnsafeBufferPointer(start: memory.base + start, count: consumed - start)
    }
    if consumed > 0 { reader.input.forgetConsumed(at: memory.base) }
    return memory.freeSpace(afterDropping: consumed)
  }

  /// Takes the first `bytes` bytes of the free space and shreds the records that are complete.
  func accept(_ bytes: Int) throws(LoadError) {
    memory.accept(bytes)
    try shredRecords()
  }

  /// Shreds what is left; throws if the input ends within a record.
  func finish() throws(LoadError) {
    memory.accept(0)
    reader.finish()
    try shredRecords()
  }

  private func shredRecords() throws(LoadError) {
    do {
      defer { quarantineMalformed() }
      while let value = try reader.step(memory.base, memory.end, walk) {
        shredder.beginRecord()
        try shredder.learn(value) { .json(beginning + reader.lastRecord(in: memory.base)) }
        if !beginning.isEmpty { beginning = [] }
      }
    } catch let error as LoadError {
      throw error
    } catch let fault as JSONFault {
      let error = reader.error(fault, memory.base, memory.end)
      throw LoadError(
        error,
        resource: shredder.context.resource,
        table: shredder.tables[0].name
      )
    } catch {
      preconditionFailure("Neither the reader nor the shredder throws anything else.")
    }
  }

  private func quarantineMalformed() {
    let records = malformed.withLock { records in
      defer { records = [] }
      return records
    }
    for record in records { shredder.quarantine(record) }
  }

  /// Passes a record that brings nothing new straight into the columns.
  private func walk(
    from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>,
    isLine: Bool
  ) -> UnsafePointer<UInt8>? {
    guard !shredder.needsWholeRecords else { return nil }
    shredder.beginRecord()
    guard let next = shredder.walkJSON(from: start, to: end, numbers),
      !isLine || JSONText.skipWhitespace(next) >= end, shredder.passesChecks()
    else {
      shredder.rollBack()
      return nil
    }
    shredder.recordCount += 1
    return next
  }
}

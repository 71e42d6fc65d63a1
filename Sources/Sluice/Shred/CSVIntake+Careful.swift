// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The careful way: a record as a tree of values; and whatever is wrong with the input.

extension CSVIntake {
  /// Shreds one record as a tree of values, or passes over a line; false if more bytes are needed.
  func shredCarefully(to end: UnsafePointer<UInt8>) throws(LoadError) -> Bool {
    let start = UnsafePointer(memory) + consumed
    guard start < end, let names else { return false }
    if names.count > 1, recordEnd.searched == 0, let isBlank = skipBlankLine(start, end) {
      return isBlank
    }
    guard let (content, next) = try findRecordEnd(start, end) else { return false }
    if places.isEmpty { try findPlaces(names) }
    consumed = next - UnsafePointer(memory)
    var record = Record()
    do throws(CSVFault) {
      let fields = try split(start, content)
      guard fields.count == names.count else {
        throw CSVFault(.fieldCount(expected: names.count, found: fields.count), start)
      }
      var values: [Value] = []
      values.reserveCapacity(fields.count)
      for (number, field) in fields.enumerated() {
        values.append(try value(of: field, as: kind(ofField: number)))
      }
      record = Record(uniqueKeys: names, values: values)
    } catch {
      let found = self.error(error, record: recordCount + 1)
      guard case .skip(let report) = malformed.kind else { throw loadError(found) }
      let skipped = MalformedRecord(
        bytes: Array(UnsafeBufferPointer(start: start, count: content - start)),
        record: found.record,
        line: lines + JSONText.countLines(from: memory, to: start) + 1,
        offset: offset + (start - UnsafePointer(memory)),
        error: found
      )
      recordCount += 1
      skippedCount += 1
      if malformed.isQuarantine, let shredder {
        shredder.quarantine(skipped)
        return true
      }
      report(skipped)
      self.report(skipped)
      return true
    }
    recordCount += 1
    guard let shredder else {
      for (number, value) in record.values.enumerated() where kinds[number] == nil {
        kinds[number] = value.kind
      }
      values.append(.record(record))
      return true
    }
    shredder.beginRecord()
    try shredder.learn(.record(record))
    return true
  }

  /// Passes over a line without a byte; `nil` if there is none, false if that is not known yet.
  func skipBlankLine(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> Bool? {
    if start.pointee == CSVText.lineFeed {
      consumed += 1
      return true
    }
    guard start.pointee == CSVText.carriageReturn else { return nil }
    if start + 1 == end {
      guard isFinished else { return false }
      consumed += 1
      return true
    }
    guard start[1] == CSVText.lineFeed else { return nil }
    consumed += 2
    return true
  }

  /// Finds where the fields of the record at `start` end, and the record after it.
  func findRecordEnd(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) throws(LoadError) -> (content: UnsafePointer<UInt8>, next: UnsafePointer<UInt8>)? {
    let found = recordEnd.find(from: start, to: end, options.delimiter, isFinal: isFinished)
    guard (found?.next ?? end) - start <= options.recordLimit.bytes else {
      let fault = CSVFault(.size(limit: options.recordLimit), start)
      throw loadError(error(fault, record: recordCount + 1))
    }
    if found != nil { recordEnd = CSVRecordEnd() }
    return found
  }

  func split(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) throws(CSVFault) -> [CSVText.Field] {
    var fields: [CSVText.Field] = []
    var p = start
    while let (field, next) = try CSVText.field(
      p,
      to: end,
      options.delimiter,
      stopsAtLines: false,
      isFinal: true
    ) {
      fields.append(field)
      if next == end { break }
      p = next + 1
    }
    return fields
  }

  /// The kind of what a field goes to, as far as it is known.
  private func kind(ofField number: Int) -> DataType.Kind? {
    guard let shredder else { return kinds[number] }
    return shredder.kind(of: shredder.root.pointee.slots + Int(places[number]))
  }

  func value(
    of field: CSVText.Field,
    as kind: DataType.Kind?
  ) throws(CSVFault) -> Value {
    if !field.isQuoted, field.count == nullBytes.count,
      UnsafeBufferPointer(start: field.start, count: field.count).elementsEqual(nullBytes)
    {
      return .null
    }
    switch kind {
    case nil, .bigint, .double, .bool: return try CSVText.inferred(field, numbers)
    default: return .text(try CSVText.string(field))
    }
  }

  // MARK: - Errors

  /// Makes sentences of a fault in the memory.
  func error(_ fault: CSVFault, record: Int) -> CSVError {
    CSVError(
      fault.kind,
      record: record,
      line: lines + JSONText.countLines(from: memory, to: fault.place) + 1,
      offset: offset + (fault.place - UnsafePointer(memory))
    )
  }

  /// The error that ends the load.
  func loadError(_ error: CSVError) -> LoadError {
    LoadError(
      .malformedInput,
      error.sentence,
      at: .init(
        resource: shredder?.context.resource,
        table: shredder?.tables[0].name,
        record: error.record,
        line: error.line,
        offset: error.offset
      ),
      cause: error
    )
  }
}

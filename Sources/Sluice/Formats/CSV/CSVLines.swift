// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Columns are prepared once per batch; a row is then a switch per value.

/// A batch on its way to records of CSV.
struct CSVLines {
  typealias Target = UnsafeMutablePointer<UInt8>

  private let batch: Batch
  private let fields: [EncodedColumn?]
  private let delimiter: UInt8
  private let usesCarriageReturns: Bool
  /// Bytes that any record fits in without its texts.
  let rowRoom: Int

  /// Prepares a batch that has rows.
  init(_ batch: Batch, _ columns: [String], _ delimiter: UInt8, _ usesCarriageReturns: Bool) {
    self.batch = batch
    self.delimiter = delimiter
    self.usesCarriageReturns = usesCarriageReturns
    fields = columns.map { name in batch[name].map { EncodedColumn($0) } }
    rowRoom = (fields.count + 1) * ScalarText.room
  }

  /// Writes all rows.
  func write(to bytes: inout EncodedBytes) {
    let numbers = NumberContext.shared
    fields.withUnsafeBufferPointer { fields in
      for row in 0..<batch.rowCount { write(row, fields, numbers, &bytes) }
    }
    withExtendedLifetime(batch) {}
  }

  @inline(__always)
  private func write(
    _ row: Int,
    _ fields: UnsafeBufferPointer<EncodedColumn?>,
    _ numbers: NumberContext,
    _ bytes: inout EncodedBytes
  ) {
    var out = bytes.end
    bytes.reserve(rowRoom, at: &out)
    for field in fields {
      if let column = field, column.has(row) {
        switch column.form {
        case .bool:
          let isTrue = column[row, as: UInt8.self] != 0
          NumberWriter.store(isTrue ? 0x6575_7274 : 0x65_736C_6166, to: out)
          out += isTrue ? 4 : 5
        case .bigint:
          out = NumberWriter.append(column[row, as: Int64.self], to: out)
        case .double:
          out = NumberWriter.append(column[row, as: Double.self], to: out, numbers)
        case .instant:
          out = ScalarText.timestamp(column[row, as: Int64.self], to: out)
          out.pointee = 0x5A
          out += 1
        case .localTime:
          out = ScalarText.timestamp(column[row, as: Int64.self], to: out)
        case .date:
          out = ScalarText.date(column[row, as: Int32.self], to: out)
        case .time:
          out = ScalarText.time(column[row, as: Int64.self], to: out)
        case .decimal:
          out = ScalarText.decimal(
            column[row, as: Int128.self],
            scale: column.scale,
            dropsZeros: column.dropsZeros,
            to: out
          )
        case .wideBigint:
          out = ScalarText.integer(column[row, as: Int128.self], to: out)
        case .wei:
          out = ScalarText.integer(column[row, as: WideInteger.self], to: out)
        case .text, .json:
          let (source, count) = column.bytes(row)
          append(source, count, column.isPadded(source, count), &out, &bytes)
        case .binary:
          let (source, count) = column.bytes(row)
          bytes.reserve(count &* 4 / 3 &+ 4 &+ rowRoom, at: &out)
          if count == 0 { appendQuoted(source, 0, &out) }
          out = ScalarText.base64(source, count, to: out)
        }
      }
      out.pointee = delimiter
      out += 1
    }
    // The last delimiter becomes the end of the record.
    if usesCarriageReturns {
      out[-1] = CSVText.carriageReturn
      out += 1
    }
    out[-1] = CSVText.lineFeed
    bytes.advance(to: out)
  }

  // MARK: - Texts

  /// Writes a text, at first in the hope that it needs no quotes.
  @inline(__always)
  private func append(
    _ source: UnsafePointer<UInt8>,
    _ count: Int,
    _ isPadded: Bool,
    _ out: inout Target,
    _ bytes: inout EncodedBytes
  ) {
    bytes.reserve(2 &* count &+ 18 &+ rowRoom, at: &out)
    let delimiters = SIMD16<UInt8>(repeating: delimiter)
    let quotes = SIMD16<UInt8>(repeating: CSVText.quote)
    let feeds = SIMD16<UInt8>(repeating: CSVText.lineFeed)
    let returns = SIMD16<UInt8>(repeating: CSVText.carriageReturn)
    var done = 0
    while done < count {
      guard isPadded else { return appendSlowly(source, count, &out) }
      // Safe: sixteen bytes may be read after the text, and the target has room for them.
      let block = UnsafeRawPointer(source + done).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(out + done).storeBytes(of: block, as: SIMD16<UInt8>.self)
      let lines = (block .== feeds) .| (block .== returns)
      let stops = unsafeBitCast(
        (block .== delimiters) .| (block .== quotes) .| lines,
        to: SIMD2<UInt64>.self
      )
      if stops[0] | stops[1] != 0 {
        let low = stops[0].trailingZeroBitCount
        let bits = low < 64 ? low : 64 &+ stops[1].trailingZeroBitCount
        if done &+ bits &>> 3 < count { return appendQuoted(source, count, &out) }
      }
      done &+= 16
    }
    if count == 0 || Self.isBlank(source.pointee) || Self.isBlank(source[count &- 1]) {
      return appendQuoted(source, count, &out)
    }
    out += count
  }

  @inline(never)
  private func appendSlowly(_ source: UnsafePointer<UInt8>, _ count: Int, _ out: inout Target) {
    guard Self.isPlain(UnsafeBufferPointer(start: source, count: count), delimiter) else {
      return appendQuoted(source, count, &out)
    }
    out.update(from: source, count: count)
    out += count
  }

  @inline(never)
  private func appendQuoted(_ source: UnsafePointer<UInt8>, _ count: Int, _ out: inout Target) {
    var end = out
    end.pointee = CSVText.quote
    end += 1
    for index in 0..<count {
      let byte = source[index]
      end.pointee = byte
      end += 1
      if byte == CSVText.quote {
        end.pointee = byte
        end += 1
      }
    }
    end.pointee = CSVText.quote
    out = end + 1
  }

  /// Whether a text can be written without quotes.
  static func isPlain(_ text: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8) -> Bool {
    guard let first = text.first, let last = text.last, !isBlank(first), !isBlank(last) else {
      return false
    }
    return !text.contains { byte in
      byte == delimiter || byte == CSVText.quote || byte == CSVText.lineFeed
        || byte == CSVText.carriageReturn
    }
  }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Columns and keys are prepared once per batch; a row is then copies and
// a switch per value.

/// A batch on its way to lines of JSON.
struct JSONLines {
  /// A column, and the bytes of its key with a comma before and a colon behind.
  private struct Field {
    let column: EncodedColumn
    let key: Int
    let keyCount: Int
  }

  /// Texts are escaped in pieces of so many bytes, so that no room is needed for much more.
  private static let piece = 4_096

  private let batch: Batch
  private let fields: [Field]
  private let keys: [UInt8]
  /// Bytes that any row fits in without its texts.
  let rowRoom: Int

  /// Prepares a batch that has rows.
  init(_ batch: Batch) {
    var keys: [UInt8] = []
    var fields: [Field] = []
    for (name, vector) in zip(batch.names, batch.vectors) {
      let start = keys.count
      keys += [0x2C] + JSONWriter().bytes(.text(name)) + [0x3A]
      fields.append(
        Field(column: EncodedColumn(vector), key: start, keyCount: keys.count - start)
      )
    }
    rowRoom = keys.count + (fields.count + 1) * ScalarText.room + Self.piece
    keys += [UInt8](repeating: 0, count: 16)
    self.batch = batch
    self.fields = fields
    self.keys = keys
  }

  /// Writes all rows.
  func write(to bytes: inout EncodedBytes) {
    let numbers = NumberContext.shared
    fields.withUnsafeBufferPointer { fields in
      keys.withUnsafeBufferPointer { keys in
        guard let keys = keys.baseAddress else { return }
        for row in 0..<batch.rowCount {
          write(row, fields, keys, numbers, &bytes)
        }
      }
    }
    withExtendedLifetime(batch) {}
  }

  @inline(__always)
  private func write(
    _ row: Int,
    _ fields: UnsafeBufferPointer<Field>,
    _ keys: UnsafePointer<UInt8>,
    _ numbers: NumberContext,
    _ bytes: inout EncodedBytes
  ) {
    let start = bytes.count
    var out = bytes.end
    bytes.reserve(rowRoom, at: &out)
    for field in fields where field.column.has(row) {
      // Safe: the keys are padded, and the room for a value begins behind the key.
      var copied = 0
      repeat {
        UnsafeMutableRawPointer(out + copied).storeBytes(
          of: UnsafeRawPointer(keys + field.key + copied).loadUnaligned(as: SIMD16<UInt8>.self),
          as: SIMD16<UInt8>.self
        )
        copied &+= 16
      } while copied < field.keyCount
      out += field.keyCount
      let column = field.column
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
        out.pointee = 0x22
        out = ScalarText.timestamp(column[row, as: Int64.self], to: out + 1)
        NumberWriter.store(0x225A, to: out)
        out += 2
      case .localTime:
        out.pointee = 0x22
        out = quoted(ScalarText.timestamp(column[row, as: Int64.self], to: out + 1))
      case .date:
        out.pointee = 0x22
        out = quoted(ScalarText.date(column[row, as: Int32.self], to: out + 1))
      case .time:
        out.pointee = 0x22
        out = quoted(ScalarText.time(column[row, as: Int64.self], to: out + 1))
      case .decimal:
        out.pointee = 0x22
        out = quoted(
          ScalarText.decimal(
            column[row, as: Int128.self],
            scale: column.scale,
            dropsZeros: column.dropsZeros,
            to: out + 1
          )
        )
      case .wideBigint:
        out = ScalarText.integer(column[row, as: Int128.self], to: out)
      case .wei:
        out.pointee = 0x22
        out = quoted(ScalarText.integer(column[row, as: WideInteger.self], to: out + 1))
      case .text:
        let (source, count) = column.bytes(row)
        out.pointee = 0x22
        out += 1
        if count <= Self.piece {
          bytes.reserve(JSONText.escapedCapacity(count) &+ rowRoom, at: &out)
          out = JSONText.appendEscaped(
            source,
            count: count,
            isPadded: column.isPadded(source, count),
            to: out
          )
        } else {
          appendLong(source, count, &out, &bytes)
        }
        out.pointee = 0x22
        out += 1
      case .json:
        let (source, count) = column.bytes(row)
        bytes.reserve(count &+ rowRoom, at: &out)
        out.update(from: source, count: count)
        flatten(out, count)
        out += count
      case .binary:
        let (source, count) = column.bytes(row)
        bytes.reserve(count &* 4 / 3 &+ 4 &+ rowRoom, at: &out)
        out.pointee = 0x22
        out = quoted(ScalarText.base64(source, count, to: out + 1))
      }
    }
    // The comma of the first field becomes the brace.
    let first = bytes.address(of: start)
    if out == first { out += 1 }
    first.pointee = 0x7B
    NumberWriter.store(0x0A7D, to: out)
    bytes.advance(to: out + 2)
  }

  @inline(__always)
  private func quoted(_ end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    end.pointee = 0x22
    return end + 1
  }

  @inline(never)
  private func appendLong(
    _ source: UnsafePointer<UInt8>,
    _ count: Int,
    _ out: inout UnsafeMutablePointer<UInt8>,
    _ bytes: inout EncodedBytes
  ) {
    var done = 0
    while done < count {
      let part = min(count - done, Self.piece)
      bytes.reserve(JSONText.escapedCapacity(part) + rowRoom, at: &out)
      out = JSONText.appendEscaped(source + done, count: part, to: out)
      done += part
    }
  }

  /// Puts blanks for line ends, which JSON has only between its tokens.
  @inline(__always)
  private func flatten(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) {
    for index in 0..<count where start[index] == 0x0A || start[index] == 0x0D {
      start[index] = 0x20
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Batches as bytes and back: one frame each.
///
/// The head has names, types and forms under the key `columns`, and whatever the writer adds. The
/// body has the bytes of all texts once, then for each column the bits of its validity, if a row lacks a
/// value, and its values in one of these forms; every part is filled up to 8 bytes:
///
/// | form | what is there |
/// |---|---|
/// | `plain` | as in memory |
/// | `constant` | one value, which all rows have |
/// | `narrow` | differences from the least value, in 1, 2 or 4 bytes |
/// | `lengths` | of texts the lengths, in 1, 2 or 4 bytes; their bytes lie one behind the other |
///
/// A column that lacks most values has those of the other rows only.
enum BatchFrame {
  /// The bytes of a frame that holds `batch`, with `head` added to what the frame says of itself.
  static func bytes(_ batch: Batch, head: Record = Record()) -> [UInt8] {
    let frame = frame(batch, head: head)
    return CheckedFrame.bytes(head: frame.head, body: frame.body)
  }

  /// The head and the body of a frame that holds `batch`.
  static func frame(_ batch: Batch, head: Record = Record()) -> (head: Record, body: [UInt8]) {
    var bytes = EncodedBytes()
    let head = write(batch, head: head, into: &bytes)
    return (head, bytes.take())
  }

  /// Writes the body of a frame that holds `batch` into `bytes`, where nothing is; returns its head.
  static func write(
    _ batch: Batch,
    head: Record = Record(),
    into bytes: inout EncodedBytes
  ) -> Record {
    // The memory goes there and back, so that it has one owner all the time.
    var writer = FrameBody()
    swap(&writer.bytes, &bytes)
    let columns = writer.prepare(batch)
    var head = head
    head["rows"] = Value(integer: batch.rowCount)
    head["heap"] = Value(integer: writer.bytes.count)
    head["columns"] = .list(
      zip(batch.names, columns).map { name, column in
        var fields = writer.append(column)
        fields["name"] = .text(name)
        return .record(fields)
      }
    )
    swap(&writer.bytes, &bytes)
    return head
  }

  /// The batch in `frame`, or `nil` if it is none, or damaged in a way that the checksum does not see.
  static func batch(_ frame: CheckedFrame) -> Batch? {
    guard let rows = frame.head["rows"]?.int64.map({ Int($0) }), rows >= 0,
      let described = frame.head["columns"]?.elements,
      let heap = frame.head["heap"]?.int64.map({ Int($0) }), heap >= 0, heap <= frame.body.count
    else { return nil }
    var reader = FrameBodyReader(bytes: frame.body, heap: heap)
    var names: [String] = []
    var vectors: [Vector] = []
    for column in described {
      guard let name = column["name"]?.string, let vector = reader.next(column, rows) else {
        return nil
      }
      names.append(name)
      vectors.append(vector)
    }
    return Batch(names: names, vectors: vectors, rowCount: rows)
  }
}

extension DataType {
  /// What a frame says of the type.
  var fields: Record {
    var fields: Record = ["type": .text(kind.rawValue)]
    precision.map { fields["precision"] = Value(integer: $0) }
    scale.map { fields["scale"] = Value(integer: $0) }
    hasTimeZone.map { fields["timezone"] = .bool($0) }
    return fields
  }

  /// The type that ``fields`` tell of, or `nil` if it is none.
  init?(fields: Value) {
    guard let kind = (fields["type"]?.string).flatMap(Kind.init(rawValue:)) else { return nil }
    self.init(
      kind,
      precision: (fields["precision"]?.int64).map { Int($0) },
      scale: (fields["scale"]?.int64).map { Int($0) },
      hasTimeZone: fields["timezone"]?.boolean
    )
  }
}

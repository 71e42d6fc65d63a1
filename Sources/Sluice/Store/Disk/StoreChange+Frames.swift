// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Changes as frames, which is the form in which files hold them.

extension StoreChange {
  /// What the frame of the change says; its body is written into `bytes`, where nothing is.
  func frame(into bytes: inout EncodedBytes) -> Record {
    var head: Record = ["do": .text(word), "dataset": .text(dataset)]
    if !table.isEmpty { head["table"] = .text(table) }
    switch action {
    case .makeDataset, .dropDataset, .dropTable, .clear:
      return head
    case .columns(let columns):
      head["columns"] = .list(
        columns.map { column in
          var fields = column.type.fields
          fields["name"] = .text(column.name)
          return .record(fields)
        }
      )
      return head
    case .append(_, .some(let number)):
      head["ahead"] = Value(integer: number)
      return head
    case .append(let batch, nil):
      return BatchFrame.write(batch.physical, head: head, into: &bytes)
    case .rewrite(let number, let batch):
      head["batch"] = Value(integer: number)
      return BatchFrame.write(batch.physical, head: head, into: &bytes)
    case .keep(let number, let rows), .delete(let number, let rows):
      head["batch"] = Value(integer: number)
      head["count"] = Value(integer: rows.count)
      bytes.append(rows.words.withUnsafeBytes { Array($0) })
      return head
    }
  }

  /// The change that `frame` tells of, or `nil` if it is none. The rows of `ahead` came before.
  init?(_ frame: CheckedFrame, ahead: [Batch] = []) {
    guard let word = frame.head["do"]?.string, let dataset = frame.head["dataset"]?.string,
      let action = Self.action(word, frame, ahead)
    else { return nil }
    self.init(dataset: dataset, table: frame.head["table"]?.string ?? "", action: action)
  }

  /// The memory that the rows of the change take, about.
  var byteCount: Int {
    switch action {
    case .append(let batch, _), .rewrite(_, let batch): batch.byteCount
    default: 0
    }
  }

  private var word: String {
    switch action {
    case .makeDataset: "make dataset"
    case .dropDataset: "drop dataset"
    case .columns: "columns"
    case .dropTable: "drop table"
    case .clear: "clear"
    case .append: "append"
    case .rewrite: "rewrite"
    case .keep: "keep"
    case .delete: "delete"
    }
  }

  private static func action(
    _ word: String,
    _ frame: CheckedFrame,
    _ ahead: [Batch]
  ) -> Action? {
    let number = (frame.head["batch"]?.int64).map { Int($0) }
    switch word {
    case "make dataset": return .makeDataset
    case "drop dataset": return .dropDataset
    case "drop table": return .dropTable
    case "clear": return .clear
    case "columns":
      guard let listed = frame.head["columns"]?.elements else { return nil }
      let columns = listed.compactMap { fields in
        DataType(fields: fields).flatMap { type in
          (fields["name"]?.string).map { StoredColumn(name: $0, type: type) }
        }
      }
      return columns.count == listed.count ? .columns(columns) : nil
    case "append":
      if let number = (frame.head["ahead"]?.int64).map({ Int($0) }) {
        return ahead.indices.contains(number) ? .append(PackedBatch(ahead[number])) : nil
      }
      return BatchFrame.batch(frame).map { .append(PackedBatch($0)) }
    case "rewrite":
      guard let number, let batch = BatchFrame.batch(frame) else { return nil }
      return .rewrite(batch: number, PackedBatch(batch))
    case "keep", "delete":
      guard let number, let count = (frame.head["count"]?.int64).map({ Int($0) }),
        count >= 0, frame.body.count == (count + 63) / 64 * 8
      else { return nil }
      let words = frame.body.withUnsafeBytes { bytes in
        ContiguousArray(
          stride(from: 0, to: bytes.count, by: 8).map {
            bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
          }
        )
      }
      let rows = Validity(counting: words, count: count)
      return word == "keep"
        ? .keep(batch: number, rows: rows) : .delete(batch: number, allBut: rows)
    default:
      return nil
    }
  }
}

extension [String: Catalog.Dataset] {
  /// Changes that make all this of nothing.
  var asChanges: [StoreChange] {
    sorted { $0.key < $1.key }.flatMap { name, dataset in
      [StoreChange(dataset: name, action: .makeDataset)]
        + dataset.tables.flatMap { table in
          [StoreChange(dataset: name, table: table.name, action: .columns(table.columns))]
            + table.batches.enumerated().flatMap { number, batch in
              // Deleted rows stay, for later changes count them.
              [StoreChange.Action.append(batch)]
                + (batch.live.map { [.delete(batch: number, allBut: $0)] } ?? [])
            }
            .map { StoreChange(dataset: name, table: table.name, action: $0) }
        }
    }
  }

  /// The memory that all rows take, about.
  var byteCount: Int {
    values.reduce(0) { sum, dataset in
      dataset.tables.reduce(sum) { sum, table in
        table.batches.reduce(sum) { $0 + $1.byteCount }
      }
    }
  }
}

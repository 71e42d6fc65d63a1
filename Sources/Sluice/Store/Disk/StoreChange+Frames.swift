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
    case .rewrite(let number, let batch, _):
      head["batch"] = Value(integer: number)
      return BatchFrame.write(batch.physical, head: head, into: &bytes)
    case .join(let number):
      head["batch"] = Value(integer: number)
      return head
    case .pick(let columns):
      head["columns"] = .list(
        columns.map { .record(["source": .text($0.source), "name": .text($0.name)]) }
      )
      return head
    case .renameTable(let name):
      head["name"] = .text(name)
      return head
    case .define(let definition):
      head["statement"] = .text(definition.script)
      return head
    case .object(let object):
      head["statement"] = .text(object.script)
      return head
    case .dropObject(let kind):
      head["kind"] = .text(kind.rawValue)
      return head
    case .advance(let number):
      head["number"] = number.map { .int($0) } ?? .null
      return head
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

  /// The memory that the rows of the change would take as whole values, about.
  var plainByteCount: Int {
    switch action {
    case .append(let batch, _), .rewrite(_, let batch, _): batch.plainByteCount
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
    case .join: "join"
    case .pick: "pick"
    case .renameTable: "rename table"
    case .define: "define"
    case .object: "object"
    case .dropObject: "drop object"
    case .advance: "advance"
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
    case "join": return number.map { .join(from: $0) }
    default: return definition(word, frame)
    }
  }

  private static func definition(_ word: String, _ frame: CheckedFrame) -> Action? {
    switch word {
    case "pick":
      guard let listed = frame.head["columns"]?.elements else { return nil }
      let columns = listed.compactMap { fields in
        fields["source"]?.string.flatMap { source in
          (fields["name"]?.string).map { PickedColumn(source: source, name: $0) }
        }
      }
      return columns.count == listed.count ? .pick(columns) : nil
    case "rename table": return (frame.head["name"]?.string).map { .renameTable(to: $0) }
    case "define":
      return (frame.head["statement"]?.string).flatMap { TableDefinition.reading($0) }
        .map { .define($0) }
    case "object":
      return (frame.head["statement"]?.string).flatMap { CatalogObject.reading($0) }
        .map { .object($0) }
    case "drop object":
      return (frame.head["kind"]?.string).flatMap { SQL.ObjectKind(rawValue: $0) }
        .map { .dropObject($0) }
    case "advance": return .advance(to: frame.head["number"]?.int64)
    default: return nil
    }
  }
}

extension Catalog.Table {
  /// What makes the table of nothing.
  fileprivate var asActions: [StoreChange.Action] {
    var actions = [StoreChange.Action.columns(columns)]
    if let definition { actions.append(.define(definition)) }
    for (number, batch) in batches.enumerated() {
      actions.append(.append(batch))
      // Deleted rows stay, for later changes count them.
      if let live = batch.live { actions.append(.delete(batch: number, allBut: live)) }
    }
    return actions
  }
}

extension [String: Catalog.Dataset] {
  /// Changes that make all this of nothing.
  var asChanges: [StoreChange] {
    sorted { $0.key < $1.key }.flatMap { name, dataset in
      var changes = [StoreChange(dataset: name, action: .makeDataset)]
      for object in dataset.objects {
        changes.append(StoreChange(dataset: name, table: object.name, action: .object(object)))
        guard let counter = object.counter, counter.upcoming != counter.rule.start else { continue }
        let action = StoreChange.Action.advance(to: counter.upcoming)
        changes.append(StoreChange(dataset: name, table: object.name, action: action))
      }
      for table in dataset.tables {
        changes += table.asActions.map {
          StoreChange(dataset: name, table: table.name, action: $0)
        }
      }
      return changes
    }
  }

  /// The memory that all rows would take as whole values, about.
  var plainByteCount: Int { sum(\.plainByteCount) }

  /// The memory that all rows take, with what queries have found out about them.
  var byteCount: Int { sum(\.byteCount) }

  private func sum(_ size: (PackedBatch) -> Int) -> Int {
    values.reduce(0) { sum, dataset in
      dataset.tables.reduce(sum) { sum, table in
        table.batches.reduce(sum) { $0 + size($1) }
      }
    }
  }
}

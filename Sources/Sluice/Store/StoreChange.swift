// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One change of what a store holds: transactions are lists of them.
///
/// They say what to do and not why, so that files that hold them mean the same forever: a change that
/// is made and one that is read back go the same way, ``apply(to:)``.
struct StoreChange: Sendable {
  /// What to do.
  enum Action: Sendable {
    /// Makes the dataset, if it is not there.
    case makeDataset
    /// Removes the dataset with all its tables.
    case dropDataset
    /// Makes the table, if it is not there, and gives it these columns.
    case columns([StoredColumn])
    /// Removes the table with its rows.
    case dropTable
    /// Removes all rows.
    case clear
    /// Adds rows; those that were written ahead are the rows with this number in the file.
    case append(PackedBatch, writtenAs: Int? = nil)
    /// Gives columns of a batch other values, in some rows only if those are known.
    case rewrite(batch: Int, PackedBatch, rows: [UInt32]? = nil)
    /// Keeps those rows of a batch that are set; a batch without rows goes. The rest moves together.
    case keep(batch: Int, rows: Validity)
    /// Deletes the rows of a batch that are not set; a batch without rows goes.
    ///
    /// Rows that were deleted before count as rows here, unless the others have moved together.
    case delete(batch: Int, allBut: Validity)
    /// Puts the batches from one on together. Deleted rows go.
    case join(from: Int)
    /// Keeps these columns of the rows, in this order and under these names.
    case pick([PickedColumn])
    /// Gives the table another name.
    case renameTable(to: String)
    /// Notes what a statement said of the table.
    case define(TableDefinition)
    /// Makes an object that is no table, or puts it in the place of the one of its kind and name.
    case object(CatalogObject)
    /// Removes an object that is no table.
    case dropObject(SQL.ObjectKind)
    /// Lets a sequence go on with another number, or end.
    case advance(to: Int64?)
  }

  /// A column that is kept.
  struct PickedColumn: Sendable {
    /// What it was called.
    var source: String
    /// What it is called then.
    var name: String
  }

  /// The dataset.
  var dataset: String
  /// The table or object; empty where the dataset as a whole is meant.
  var table = ""
  /// What to do.
  var action: Action
}

extension StoreChange {
  /// Makes the change; `false` if there is nothing that could be changed so.
  func apply(to datasets: inout [String: Catalog.Dataset]) -> Bool {
    switch action {
    case .makeDataset:
      if datasets[dataset] == nil { datasets[dataset] = Catalog.Dataset() }
      return true
    case .dropDataset:
      return datasets.removeValue(forKey: dataset) != nil
    case .columns(let columns):
      if datasets[dataset]?.place(of: table) == nil {
        datasets[dataset, default: Catalog.Dataset()].tables.append(Catalog.Table(name: table))
      }
      return change(&datasets) { table in
        table.columns = columns
        return true
      }
    case .dropTable:
      guard let place = datasets[dataset]?.place(of: table) else { return false }
      datasets[dataset]?.tables.remove(at: place)
      return true
    case .clear:
      return change(&datasets) { table in
        table.batches = []
        return true
      }
    case .append(let batch, _):
      return change(&datasets) { table in
        table.batches.append(batch)
        return true
      }
    case .rewrite(let number, let batch, let rows):
      return change(&datasets) { table in
        guard table.batches.indices.contains(number),
          table.batches[number].physicalCount == batch.physicalCount
        else { return false }
        table.batches[number] = table.batches[number].replacing(batch, rows: rows)
        return true
      }
    case .keep(let number, let rows):
      return change(&datasets) { table in
        guard table.batches.indices.contains(number), table.batches[number].rowCount == rows.count
        else { return false }
        if rows.missing == rows.count {
          table.batches.remove(at: number)
        } else {
          table.batches[number] = table.batches[number].keeping(rows)
        }
        return true
      }
    case .delete(let number, let rows):
      return change(&datasets) { table in
        guard table.batches.indices.contains(number),
          table.batches[number].physicalCount == rows.count
        else { return false }
        if let rest = table.batches[number].deleting(allBut: rows) {
          table.batches[number] = rest
        } else {
          table.batches.remove(at: number)
        }
        return true
      }
    default: return applyDefinition(to: &datasets)
    }
  }

  /// Makes a change of tables as such, or of what is beside them.
  private func applyDefinition(to datasets: inout [String: Catalog.Dataset]) -> Bool {
    switch action {
    case .join(let start):
      return change(&datasets) { table in
        guard table.batches.indices.contains(start) else { return false }
        let joined = PackedBatch(joining: Array(table.batches[start...]), table.columns)
        table.batches.replaceSubrange(start..., with: joined.map { [$0] } ?? [])
        return true
      }
    case .pick(let columns):
      return change(&datasets) { table in
        table.batches = table.batches.map { $0.picking(columns) }
        return true
      }
    case .renameTable(let name):
      guard datasets[dataset]?.place(of: name) == nil else { return false }
      return change(&datasets) { table in
        table.name = name
        return true
      }
    case .define(let definition):
      return change(&datasets) { table in
        table.definition = definition
        return true
      }
    case .object(let object):
      guard datasets[dataset] != nil else { return false }
      if let place = place(of: object.kind, in: datasets) {
        datasets[dataset]?.objects[place] = object
      } else {
        datasets[dataset]?.objects.append(object)
      }
      return true
    case .dropObject(let kind):
      guard let place = place(of: kind, in: datasets) else { return false }
      datasets[dataset]?.objects.remove(at: place)
      return true
    case .advance(let number):
      guard let place = place(of: .sequence, in: datasets) else { return false }
      datasets[dataset]?.objects[place].counter?.advance(to: number)
      return true
    default: return false
    }
  }

  private func place(of kind: SQL.ObjectKind, in datasets: [String: Catalog.Dataset]) -> Int? {
    datasets[dataset]?.objects.firstIndex { $0.kind == kind && $0.name == table }
  }

  /// Changes the table in place: what it holds is not copied.
  private func change(
    _ datasets: inout [String: Catalog.Dataset],
    _ body: (inout Catalog.Table) -> Bool
  ) -> Bool {
    guard let place = datasets[dataset]?.place(of: table) else { return false }
    datasets[dataset]?.tables[place].revision += 1
    return body(&datasets[dataset, default: Catalog.Dataset()].tables[place])
  }
}

/// Changes while they are made: what they lead to, and the list of them.
struct StoreEdit {
  /// What the store holds with the changes.
  private(set) var datasets: [String: Catalog.Dataset]
  /// The changes so far.
  private(set) var changes: [StoreChange] = []

  /// Begins with what is there, perhaps because of some changes.
  init(_ datasets: [String: Catalog.Dataset], _ changes: [StoreChange] = []) {
    self.datasets = datasets
    self.changes = changes
  }

  /// Makes changes that were made of something like this; `false` if one of them is not possible.
  mutating func replay(_ changes: [StoreChange]) -> Bool {
    for change in changes {
      guard change.apply(to: &datasets) else { return false }
      self.changes.append(change)
    }
    return true
  }

  /// Makes a change, which has to be possible.
  mutating func make(_ action: StoreChange.Action, in dataset: String, _ table: String = "") {
    let change = StoreChange(dataset: dataset, table: table, action: action)
    let isMade = change.apply(to: &datasets)
    precondition(isMade, "A change is made of what is there.")
    changes.append(change)
  }
}

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
    /// Gives columns of a batch other values.
    case rewrite(batch: Int, PackedBatch)
    /// Keeps those rows of a batch that are set; a batch without rows goes. The rest moves together.
    case keep(batch: Int, rows: Validity)
    /// Deletes the rows of a batch that are not set; a batch without rows goes.
    ///
    /// Rows that were deleted before count as rows here, unless the others have moved together.
    case delete(batch: Int, allBut: Validity)
  }

  /// The dataset.
  var dataset: String
  /// The table; empty where the dataset as a whole is meant.
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
    case .rewrite(let number, let batch):
      return change(&datasets) { table in
        guard table.batches.indices.contains(number),
          table.batches[number].physicalCount == batch.physicalCount
        else { return false }
        table.batches[number] = table.batches[number].replacing(batch)
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
    }
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

  /// Begins with what is there.
  init(_ datasets: [String: Catalog.Dataset]) { self.datasets = datasets }

  /// Makes a change, which has to be possible.
  mutating func make(_ action: StoreChange.Action, in dataset: String, _ table: String = "") {
    let change = StoreChange(dataset: dataset, table: table, action: action)
    let isMade = change.apply(to: &datasets)
    precondition(isMade, "A change is made of what is there.")
    changes.append(change)
  }
}

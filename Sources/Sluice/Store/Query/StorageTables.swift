// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Tables that tell how much memory the rows of the store take.

extension StoreCatalog {
  /// What takes memory, and how much of it.
  var memory: InformationTable {
    var table = InformationTable([
      "tag": .varchar, "memory_usage_bytes": .bigint, "temporary_storage_bytes": .bigint,
    ])
    table.add(.text("IN_MEMORY_TABLE"), .number(datasets.byteCount), .number(0))
    return table
  }

  /// The size of the store as a whole. What is in files is in memory as well.
  var databaseSize: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "database_size": .varchar, "memory_usage": .varchar,
      "memory_limit": .varchar,
    ])
    let limit = session?.value(of: "memory_limit") ?? ""
    var size: [UInt8] = []
    CountText.append(byteCount: Int64(datasets.byteCount), isDecimal: false, to: &size)
    table.add(.text(Self.databaseName), .bytes(size), .bytes(size), .text(limit))
    return table
  }

  /// How the columns of a table lie in memory, batch by batch, and how much of it they take.
  func storageInfo(_ name: String) throws(SQLError) -> InformationTable {
    let parts = name.split(separator: ".").map { SQL.Name(String($0)) }
    guard !parts.isEmpty, let place = table(SQL.QualifiedName(parts)),
      let stored = datasets[place.dataset]?[place.name]
    else {
      throw SQLError(
        .catalog,
        "there is no table '\(name)'",
        advice: NearestName.advice(for: name, among: relationNames)
      )
    }
    var table = InformationTable([
      "row_group_id": .bigint, "column_name": .varchar, "column_id": .bigint,
      "segment_type": .varchar, "start": .bigint, "count": .bigint, "compression": .varchar,
      "memory_usage_bytes": .bigint,
    ])
    var start = 0
    for (number, batch) in stored.batches.enumerated() {
      let sizes = batch.columnByteCounts
      for (id, column) in stored.columns.enumerated() {
        guard let packed = batch[column.name],
          let place = batch.names.firstIndex(of: column.name)
        else { continue }
        table.add(
          .number(number),
          .text(column.name),
          .number(id),
          .text("\(stored.type(of: column))"),
          .number(start),
          .number(batch.physicalCount),
          .text(packed.form.word),
          .number(sizes[place] + batch.memo.byteCount(of: column.name))
        )
      }
      start += batch.physicalCount
    }
    return table
  }
}

extension PackedColumn.Form {
  /// What DuckDB calls the form, or the nearest.
  fileprivate var word: String {
    switch self {
    case .whole: "Uncompressed"
    case .packed: "Sparse"
    case .runs(let shared): shared.values.count == 1 ? "Constant" : "RLE"
    case .numbered: "Dictionary"
    case .narrow: "BitPacking"
    }
  }
}

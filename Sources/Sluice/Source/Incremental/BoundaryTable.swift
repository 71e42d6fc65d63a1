// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The table of the records at the boundary of one cursor, where they are too many for the state.
///
/// It is replaced in the commit of the rows that it tells of, and stays empty while the state is enough.
enum BoundaryTable {
  /// The column of the hashes.
  static let hash = "hash"

  /// The table for the cursor at `path` of `resource`; `owner` tells it from all others.
  static func table(of path: String, resource: String, owner: String) -> Table {
    let digest = Digest.shake128(Array("\(owner)/\(path)".utf8), count: 8)
    var table = table(named: "_sluice_boundary_" + Hexadecimal.text(of: digest).dropFirst(2))
    table.description =
      "Records at the boundary of the cursor '\(path)' of '\(resource)', by their hashes."
    return table
  }

  /// The table called `name`.
  static func table(named name: String) -> Table {
    var table = Table(name, resource: name)
    table[hash] = Column(hash, .text, nullable: false)
    table.disposition = .replace
    table.hasSeenData = true
    return table
  }

  /// The hashes as rows, in an order that is always the same.
  static func batches(of hashes: Set<String>) -> [Batch] {
    let sorted = hashes.sorted()
    return stride(from: 0, to: sorted.count, by: 8_192).map { start in
      let rows = sorted[start..<min(start + 8_192, sorted.count)]
      let builder = VectorBuilder(.text)
      for row in rows { builder.append(row) }
      return Batch(names: [hash], vectors: [builder.finish()], rowCount: rows.count)
    }
  }
}

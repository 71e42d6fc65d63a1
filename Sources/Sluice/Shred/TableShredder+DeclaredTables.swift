// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Gives the nested tables that a type declares, and that no row has come for, their columns.
  func materializeDeclaredTables() throws(LoadError) {
    let schema = context.schema.schema
    let root = tables[0].name
    // Where rows come from, for tables that have a parent and for those that do not.
    var numbers: [[String]: Int] = [[]: 0]
    for table in schema.tables where !table.sourcePath.isEmpty {
      guard schema.root(of: table.name) == root || table.resource == context.resource else {
        continue
      }
      let path = table.sourcePath
      let above = (0..<path.count).reversed().lazy.compactMap { numbers[Array(path.prefix($0))] }
      guard let parent = above.first else { continue }
      if let number = tableNumbers[table.name] {
        numbers[path] = number
      } else if !table.hasSeenData, schema.hasColumns(table.name) {
        let declared = addTable([table.name], below: parent)
        numbers[path] = declared.rows.pointee.index
        if try admit(declared, path: path, record: recordCount) == nil {
          addSystemColumns(to: declared)
        }
      }
    }
  }
}

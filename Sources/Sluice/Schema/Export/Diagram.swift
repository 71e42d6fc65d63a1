// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables of a schema and what connects them, as all formats of diagrams show it.
struct Diagram {
  /// A line between two tables.
  struct Link {
    /// The table with the columns that refer.
    var from: String
    /// The table referred to.
    var to: String
    /// The columns that refer, and those referred to. None are named if they are not shown.
    var columns: [(from: String, to: String)]
    var label: String
    var cardinality: Cardinality
  }

  /// How many rows there are on each side of a link.
  struct Cardinality {
    /// How many rows one side has for each of the other.
    enum Side: String { case zero, one, many }

    var from: Side
    var to: Side

    static let manyToOne = Cardinality(from: .many, to: .one)

    init(from: Side, to: Side) {
      self.from = from
      self.to = to
    }

    /// Reads `many_to_one` and the like; what is something else, or nothing, is that.
    init(_ text: String?) {
      let sides = (text ?? "").split(separator: "_to_").map { Side(rawValue: String($0)) }
      guard sides.count == 2, let from = sides[0], let to = sides[1] else {
        self = .manyToOne
        return
      }
      self.init(from: from, to: to)
    }
  }

  let name: String
  let tables: [Table]
  let links: [Link]

  init(_ schema: Schema, _ options: DiagramOptions) {
    name = schema.name
    var shown = schema.tables.filter { !$0.completeColumns.isEmpty }
    if options.includesSystemTables {
      for table in Table.accounts where !shown.contains(where: { $0.name == table.name }) {
        shown.append(table)
      }
    } else {
      shown.removeAll { $0.name.hasPrefix("_dlt_") }
    }
    let names = Set(shown.map(\.name))
    var links: [Link] = []
    for table in shown { links += Self.links(of: table, in: schema) }
    if options.includesSystemTables { links += Self.accountLinks }
    links.removeAll { !names.contains($0.to) }
    if !options.includesSystemColumns {
      for index in shown.indices where !shown[index].name.hasPrefix("_dlt_") {
        for column in shown[index].columns where SystemColumn.all.contains(column.name) {
          shown[index][column.name] = nil
        }
      }
    }
    let columns = Dictionary(
      shown.map { ($0.name, Set($0.completeColumns.map(\.name))) },
      uniquingKeysWith: { first, _ in first }
    )
    for index in links.indices {
      let (from, to) = (columns[links[index].from] ?? [], columns[links[index].to] ?? [])
      let areShown = links[index].columns.allSatisfy {
        from.contains($0.from) && to.contains($0.to)
      }
      if !areShown { links[index].columns = [] }
    }
    tables = shown
    self.links = links
  }

  /// Whether a column of `table` refers to another table.
  func isReference(_ column: String, of table: String) -> Bool {
    links.contains { link in
      link.from == table && link.columns.contains { $0.from == column }
    }
  }

  private static func links(of table: Table, in schema: Schema) -> [Link] {
    var links = table.references.map { reference in
      Link(
        from: table.name,
        to: reference.table,
        columns: Array(zip(reference.columns, reference.referencedColumns)),
        label: reference.label ?? "",
        cardinality: Cardinality(reference.cardinality)
      )
    }
    if table[SystemColumn.loadID]?.type != nil {
      links.append(
        Link(table.name, SystemColumn.loadID, SystemTable.loads, "load_id", label: "_dlt_load")
      )
    }
    guard let parent = table.parent else { return links }
    links.append(
      Link(table.name, SystemColumn.parentID, parent, SystemColumn.id, label: "_dlt_parent")
    )
    if table[SystemColumn.rootID]?.type != nil {
      let root = schema.root(of: table.name)
      links.append(
        Link(table.name, SystemColumn.rootID, root, SystemColumn.id, label: "_dlt_root")
      )
    }
    return links
  }

  private static var accountLinks: [Link] {
    var version = Link(
      SystemTable.loads,
      "schema_version_hash",
      SystemTable.versions,
      "version_hash",
      label: "_dlt_schema_version"
    )
    version.cardinality = .manyToOne
    var name = Link(
      SystemTable.loads,
      "schema_name",
      SystemTable.versions,
      "schema_name",
      label: "_dlt_schema_name"
    )
    name.cardinality = Cardinality(from: .many, to: .many)
    return [version, name]
  }
}

extension Diagram.Link {
  fileprivate init(
    _ from: String,
    _ column: String,
    _ to: String,
    _ referenced: String,
    label: String
  ) {
    self.init(
      from: from,
      to: to,
      columns: [(column, referenced)],
      label: label,
      cardinality: .manyToOne
    )
  }
}

extension Table {
  /// The tables in which destinations keep account of loads, by names and kinds of columns only.
  fileprivate static var accounts: [Table] {
    SystemTable.standard.map { described in
      var table = Table(described.name)
      for column in described.completeColumns {
        let type = column.type.map { DataType($0.kind) }
        table[column.name] = Column(column.name, type, nullable: column.nullable)
      }
      return table
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How the values of a type lie in memory, with those of its children.
struct CellShape: Hashable, Sendable {
  /// The kind of the cells.
  var kind: CellKind
  /// One of lists, one for each field of structures.
  var children: [CellShape] = []
}

extension CellShape {
  /// The shape of cells that are there.
  init(_ cells: Cells) {
    self.init(kind: cells.kind, children: cells.children.map { CellShape($0) })
  }

  /// The shape of the values of a type.
  init(_ type: SQLType) {
    kind = type.cellKind
    switch type {
    case .list(let element), .array(let element, _): children = [CellShape(element)]
    case .map(let key, let value):
      children = [CellShape(kind: .structure, children: [CellShape(key), CellShape(value)])]
    case .structure(let fields): children = fields.map { CellShape($0.type) }
    case .union(let members):
      children = [CellShape(kind: .int32)] + members.map { CellShape($0.type) }
    default: children = []
    }
  }

  /// One missing value for all rows.
  var null: Cells { .null(kind, children: children.map(\.null)) }
}

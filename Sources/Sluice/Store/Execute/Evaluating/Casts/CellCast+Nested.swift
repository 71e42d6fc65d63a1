// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Casts lists, structures and maps part by part.
  static func ofNested(_ failure: CastFailure) throws(SQLError) -> CellCast? {
    func part(_ from: SQLType, _ to: SQLType) throws(SQLError) -> CellCast {
      try make(from: from, to: to, isTry: failure.isTry, at: failure.range)
    }
    switch (failure.source, failure.target) {
    case (.list(let from), .list(let to)), (.array(let from, _), .list(let to)):
      let cast = try part(from, to)
      return CellCast { try lists($0, $1, CellShape(to)) { try cast.body($0, $1) } }
    case (.list(let from), .array(let to, let length)),
      (.array(let from, _), .array(let to, let length)):
      let cast = try part(from, to)
      return CellCast { cells, count in
        var missing: [Int] = []
        for row in 0..<count where cells.isValid(row) {
          if Int(cells.value(row, ListRun.self).count) != length {
            guard failure.isTry else { throw failure.outOfRange }
            missing.append(row)
          }
        }
        let made = try lists(cells, count, CellShape(to)) { try cast.body($0, $1) }
        guard !missing.isEmpty, let block = made.owner as? CellBlock else { return made }
        for row in missing { block.setMissing(row, stride: CellKind.list.stride) }
        return Cells(.list, block, children: made.children)
      }
    case (.map(let fromKey, let fromValue), .map(let toKey, let toValue)):
      let (key, value) = (try part(fromKey, toKey), try part(fromValue, toValue))
      let shape = CellShape(kind: .structure, children: [CellShape(toKey), CellShape(toValue)])
      return CellCast { cells, count in
        try lists(cells, count, shape) { entries, total in
          let keys = try key.body(entries.children[0], total)
          let values = try value.body(entries.children[1], total)
          return Cells(
            .structure,
            CellBlock(.structure, capacity: total),
            children: [keys, values]
          )
        }
      }
    case (.structure(let from), .structure(let to)):
      let places = places(from, to)
      var casts: [CellCast] = []
      for (field, place) in zip(to, places) {
        casts.append(try part(place.map { from[$0].type } ?? .null, field.type))
      }
      let all = casts
      return CellCast { cells, count in
        var children: [Cells] = []
        for (cast, place) in zip(all, places) {
          guard let place else {
            children.append(try cast.body(.null(.bool), 1).asConstant)
            continue
          }
          let child = cells.children[place]
          let made = try cast.body(child, child.isConstant ? 1 : count)
          children.append(child.isConstant && !cells.isConstant ? made.asConstant : made)
        }
        let block = CellBlock(.structure, capacity: count)
        for row in 0..<count where !cells.isValid(row) { block.setMissing(row, stride: 0) }
        return Cells(.structure, block, children: children)
      }
    default: return nil
    }
  }

  /// Which field of a structure becomes which: those of the same name, or of the same place if there are no
  /// names. A field that is not there is missing.
  private static func places(_ from: [SQLType.Field], _ to: [SQLType.Field]) -> [Int?] {
    guard from.isNamed, to.isNamed else { return Array(to.indices) }
    let names = from.map { SQLName.folded($0.name) }
    return to.map { names.firstIndex(of: SQLName.folded($0.name)) }
  }

  /// Lists of the same lengths whose elements are made of those that the rows have.
  static func lists(
    _ cells: Cells,
    _ count: Int,
    _ element: CellShape,
    _ body: (Cells, Int) throws -> Cells
  ) throws -> Cells {
    if cells.isConstantNull { return .null(.list, children: [element.null]) }
    let elements = cells.elements(count)
    let made = try body(cells.children[0].gathered(elements), elements.count)
    let block = CellBlock(.list, capacity: count)
    let runs = block.cells(ListRun.self)
    var next: UInt32 = 0
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: CellKind.list.stride)
        continue
      }
      let length = cells.value(row, ListRun.self).count
      if cells.isConstant { next = 0 }
      runs[row] = ListRun(start: length == 0 ? 0 : next, count: length)
      next += length
    }
    // Cells below a list are never one for all.
    let below = made.isConstant ? made.flattened(max(1, elements.count)) : made
    return Cells(.list, block, children: [below])
  }
}

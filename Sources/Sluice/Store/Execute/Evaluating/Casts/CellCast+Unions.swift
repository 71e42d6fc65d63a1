// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Casts of values to unions that have a member for them, and of unions to others with the same members.
  static func ofUnions(_ failure: CastFailure) throws(SQLError) -> CellCast? {
    guard case .union(let members) = failure.target else { return nil }
    if case .union(let own) = failure.source { return try ofUnions(failure, own, members) }
    guard let tag = failure.source.member(of: members) else {
      if failure.isTry {
        let null = CellShape(failure.target).null
        return CellCast { _, _ in null }
      }
      throw SQLError(
        .conversion,
        "a value of the type \(failure.source) is for no one member of \(failure.target)",
        at: failure.range
      )
    }
    let cast = try make(
      from: failure.source,
      to: members[tag].type,
      isTry: failure.isTry,
      at: failure.range
    )
    let others = members.map { CellShape($0.type).null }
    return CellCast { cells, count in
      let made = try cast.body(cells, count)
      var children = others
      children[tag] = made
      let tags = Cells.constant(TypedDatum(.integer(Int128(tag)), .integer))
      let block = CellBlock(.structure, capacity: count)
      for row in 0..<count where !cells.isValid(row) { block.setMissing(row, stride: 0) }
      return Cells(.structure, block, children: [tags] + children)
    }
  }

  private static func ofUnions(
    _ failure: CastFailure,
    _ own: [SQLType.Field],
    _ members: [SQLType.Field]
  ) throws(SQLError) -> CellCast {
    var places: [Int] = []
    var casts: [CellCast] = []
    for member in own {
      let folded = SQLName.folded(member.name)
      guard let place = members.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
        throw SQLError(
          .conversion,
          "the member '\(member.name)' is none of \(failure.target)",
          at: failure.range
        )
      }
      places.append(place)
      casts.append(
        try make(
          from: member.type,
          to: members[place].type,
          isTry: failure.isTry,
          at: failure.range
        )
      )
    }
    let (targets, all) = (places, casts)
    let others = members.map { CellShape($0.type).null }
    return CellCast { cells, count in
      var children = others
      for (place, cast) in all.enumerated() {
        let child = cells.children[place + 1]
        let made = try cast.body(child, child.isConstant ? 1 : count)
        children[targets[place]] = child.isConstant ? made.asConstant : made
      }
      let tags = KernelLoops.map(cells.children[0], count: count, to: .int32) { (tag: Int32) in
        targets.indices.contains(Int(tag)) ? Int32(targets[Int(tag)]) : 0
      }
      let block = CellBlock(.structure, capacity: count)
      for row in 0..<count where !cells.isValid(row) { block.setMissing(row, stride: 0) }
      return Cells(.structure, block, children: [tags] + children)
    }
  }
}

extension SQLType {
  /// The place of the member that values become: the one for which they change least; `nil` if there is none,
  /// or more than one.
  func member(of members: [Field]) -> Int? {
    let costs = members.map { implicitCastCost(to: $0.type).flatMap { $0 < 100 ? $0 : nil } }
    guard let least = costs.compactMap({ $0 }).min(), costs.count(where: { $0 == least }) == 1
    else {
      return nil
    }
    return costs.firstIndex { $0 == least }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Cells {
  /// The value of a row, as `type` has it.
  func datum(_ row: Int, _ type: SQLType) -> Datum {
    guard isValid(row) else { return .null }
    switch type {
    case .list(let element), .array(let element, _):
      let run = value(row, ListRun.self)
      return .list(run.range.map { children[0].datum($0, element) })
    case .map(let key, let value):
      let entry = SQLType.structure([
        SQLType.Field(name: "key", type: key), SQLType.Field(name: "value", type: value),
      ])
      return .list(self.value(row, ListRun.self).range.map { children[0].datum($0, entry) })
    case .structure(let fields):
      return .structure(zip(children, fields).map { $0.datum(row, $1.type) })
    case .union(let members):
      return .structure(zip(children, Self.parts(of: members)).map { $0.datum(row, $1) })
    default: break
    }
    switch kind {
    case .bool: return .bool(value(row, UInt8.self) != 0)
    case .int32: return .integer(Int128(value(row, Int32.self)))
    case .int64: return .integer(Int128(value(row, Int64.self)))
    case .int128: return .integer(value(row, Int128.self))
    case .double: return .double(value(row, Double.self))
    case .bytes: return .bytes(value(row, ByteRun.self).withBytes { Array($0) })
    case .interval: return .interval(value(row, Interval.self))
    case .list, .structure: return .null
    }
  }
}

extension Cells {
  /// The cells of some values of a type.
  init(_ values: [Datum], _ type: SQLType, isConstant: Bool = false) {
    let block = CellBlock(type.cellKind, capacity: values.count)
    memoryZero(block.base, values.count * type.cellKind.stride)
    var below: [Datum] = []
    for (row, value) in values.enumerated() {
      switch value {
      case .null: block.makeValidity()[row >> 6] &= ~(1 << UInt64(row & 63))
      case .bool(let value): block.cells(UInt8.self)[row] = value ? 1 : 0
      case .integer(let value):
        switch type.cellKind {
        case .int32: block.cells(Int32.self)[row] = Int32(truncatingIfNeeded: value)
        case .int64: block.cells(Int64.self)[row] = Int64(truncatingIfNeeded: value)
        default: block.cells(Int128.self)[row] = value
        }
      case .double(let value): block.cells(Double.self)[row] = value
      case .bytes(let bytes):
        block.cells(ByteRun.self)[row] = bytes.withUnsafeBufferPointer { block.store($0) }
      case .interval(let value): block.cells(Interval.self)[row] = value
      case .list(let elements):
        block.cells(ListRun.self)[row] =
          ListRun(start: UInt32(below.count), count: UInt32(elements.count))
        below += elements
      case .structure: break
      }
    }
    var children: [Cells] = []
    switch type {
    case .list(let element), .array(let element, _): children = [Cells(below, element)]
    case .map(let key, let value):
      let entry = SQLType.structure([
        SQLType.Field(name: "key", type: key), SQLType.Field(name: "value", type: value),
      ])
      children = [Cells(below, entry)]
    case .structure(let fields):
      children = Self.children(fields.map(\.type), values, isConstant)
    case .union(let members): children = Self.children(Self.parts(of: members), values, isConstant)
    default: break
    }
    self.init(type.cellKind, block, isConstant: isConstant, children: children)
  }

  /// The types of what a union has: the number of the member that there is, and all members.
  private static func parts(of members: [SQLType.Field]) -> [SQLType] {
    [.integer] + members.map(\.type)
  }

  private static func children(
    _ types: [SQLType],
    _ values: [Datum],
    _ isConstant: Bool
  ) -> [Cells] {
    types.enumerated().map { place, type in
      let parts = values.map { value -> Datum in
        if case .structure(let parts) = value, place < parts.count { parts[place] } else { .null }
      }
      return Cells(parts, type, isConstant: isConstant)
    }
  }

  /// One value for all rows.
  static func constant(_ value: TypedDatum) -> Cells {
    Cells([value.value], value.type, isConstant: true)
  }
}

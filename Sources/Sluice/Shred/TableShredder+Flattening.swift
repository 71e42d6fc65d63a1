// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Lays a record out flat: fields in dlt's order, the last value of a name at the place of the first.
  func flatten(
    _ content: Content,
    at node: Int,
    record number: Int
  ) throws(LoadError) -> (fields: [Field], lists: [Field]) {
    var fields = FieldList()
    var lists = FieldList()
    switch content {
    case .scalar(let value):
      let slot = try scalarSlot(of: node, record: number)
      let name = shape.slots[slot].name
      fields.set(Field(name: name, slot: slot, value: value), as: name)
    case .list(let list):
      let slot = listSlot(of: node)
      let field = Field(name: shape.slots[slot].name, slot: slot, value: .list(list))
      switch listAction(of: slot, remaining: shape.nodes[node].remaining - 1) {
      case .nest: lists.set(field, as: field.name)
      case .json: fields.set(field, as: field.name)
      case .skip, .unknown: break
      }
    case .record(let record):
      var pending = [(record, node)]
      while let (record, node) = pending.popLast() {
        for (key, value) in record {
          let slot = try fieldSlot(key, of: node, record: number)
          let field = Field(name: shape.slots[slot].name, slot: slot, value: value)
          // Of a field without any name the fields of its objects are left.
          let isNameless = field.name.isEmpty
          if isNameless && value.isMissing { continue }
          switch value {
          case .record(let inner):
            switch objectAction(of: slot, remaining: shape.nodes[node].remaining) {
            case .nest: pending.append((inner, objectNode(of: slot)))
            case .json where isNameless:
              throw invalidName(key, of: shape.nodes[node], record: number)
            case .json: fields.set(field, as: field.name)
            case .skip: reportDiscard(of: shape.slot(slot), isNested: true)
            case .unknown: break
            }
          case _ where isNameless:
            throw invalidName(key, of: shape.nodes[node], record: number)
          case .list:
            switch listAction(of: slot, remaining: shape.nodes[node].remaining) {
            case .nest: lists.set(field, as: pathName(of: slot))
            case .json: fields.set(field, as: field.name)
            case .skip: reportDiscard(of: shape.slot(slot), isNested: true)
            case .unknown: break
            }
          default:
            fields.set(field, as: field.name)
          }
        }
      }
    }
    return (fields.items, lists.items)
  }

  /// Fields by name: setting one again keeps its place.
  private struct FieldList {
    var items: [Field] = []
    var places: [String: Int] = [:]

    mutating func set(_ field: Field, as name: String) {
      if let place = places[name] {
        items[place] = field
      } else {
        places[name] = items.count
        items.append(field)
      }
    }
  }

  /// The normalised path of a field: lists at two paths are two lists, even if they share a table.
  private func pathName(of slot: Int) -> String {
    let info = shape.slots[slot]
    return (shape.nodes[info.node].prefix + [info.part]).joined(separator: "\0")
  }
}

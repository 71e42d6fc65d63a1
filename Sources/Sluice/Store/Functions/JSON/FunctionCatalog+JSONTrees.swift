// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds the lists behind the tables `json_each` and `json_tree`: a row for each part of JSON.
  mutating func addJSONTrees() {
    let row = SQLType.structure([
      SQLType.Field(name: "key", type: .varchar), SQLType.Field(name: "value", type: .json),
      SQLType.Field(name: "type", type: .varchar), SQLType.Field(name: "atom", type: .json),
      SQLType.Field(name: "id", type: .ubigint), SQLType.Field(name: "parent", type: .ubigint),
      SQLType.Field(name: "fullkey", type: .varchar), SQLType.Field(name: "path", type: .varchar),
    ])
    for (name, isDeep) in [("json_each_rows", false), ("json_tree_rows", true)] {
      for parameters in [[SQLType.json], [.json, .varchar]] {
        add([name], parameters, .list(row)) { call in
          var lists: [Datum] = []
          for number in 0..<call.count {
            guard call.hasAll(number) else {
              lists.append(.null)
              continue
            }
            var path = JSONPath(place: 0).root
            if call.cells.count > 1 {
              guard let found = call.withText(1, number, { JSONPath($0) }) else {
                throw SQLError(.invalidInput, "the path of JSON cannot be read")
              }
              path = found
            }
            lists.append(
              call.withText(0, number) { text in
                guard let root = path.find(in: text) else { return .list([]) }
                var walk = JSONWalk(JSONScanner(text), root, isDeep: isDeep)
                return .list(walk.rows())
              }
            )
          }
          return Cells(lists, .list(row))
        }
      }
    }
  }
}

/// Goes through JSON part by part, and makes rows of those below one of them.
private struct JSONWalk {
  private let json: JSONScanner
  private let root: Range<Int>
  private let isDeep: Bool
  private var found: [Datum] = []
  /// The number of the next part: names of members count as well.
  private var next = 0

  init(_ json: JSONScanner, _ root: Range<Int>, isDeep: Bool) {
    self.json = json
    self.root = root
    self.isDeep = isDeep
  }

  mutating func rows() -> [Datum] {
    var scanner = json
    guard let whole = scanner.value() else { return [] }
    visit(whole, key: nil, parent: nil, path: [], fullKey: [UInt8(ascii: "$")])
    return found
  }

  private mutating func visit(
    _ range: Range<Int>,
    key: [UInt8]?,
    parent: Int?,
    path: [UInt8],
    fullKey: [UInt8]
  ) {
    let id = next
    next += 1
    let kind = json.kind(of: range)
    let isContainer = kind == .object || kind == .array
    let isRoot = range == root
    let isBelow = root.lowerBound < range.lowerBound && range.upperBound <= root.upperBound
    if isRoot && (isDeep || !isContainer) || isBelow {
      let above = isRoot || !isDeep ? nil : parent
      // What the path leads to has no name: it is not looked for in anything.
      add(range, kind, isRoot ? nil : key, id, above, isRoot ? fullKey : path, fullKey)
    }
    guard isContainer, range.lowerBound < root.upperBound else { return }
    // Parts of parts have no rows of their own unless all are wanted, but numbers.
    let isHidden = isBelow && !isDeep
    var place = 0
    var parts: [(name: [UInt8]?, value: Range<Int>)] = []
    json.forEachPart(of: range) { name, value in
      parts.append((name: name.map { Self.text(json, $0) }, value: value))
      return true
    }
    for (name, value) in parts {
      if name != nil { next += 1 }
      if isHidden {
        skip(value)
      } else {
        let step = name.map(Self.member) ?? Array("[\(place)]".utf8)
        visit(
          value,
          key: name ?? Array("\(place)".utf8),
          parent: id,
          path: fullKey,
          fullKey: fullKey + step
        )
      }
      place += 1
    }
  }

  /// Counts the parts of a value that has no rows.
  private mutating func skip(_ range: Range<Int>) {
    next += 1
    let kind = json.kind(of: range)
    guard kind == .object || kind == .array else { return }
    var parts: [Range<Int>] = []
    var names = 0
    json.forEachPart(of: range) { name, value in
      if name != nil { names += 1 }
      parts.append(value)
      return true
    }
    next += names
    for part in parts { skip(part) }
  }

  private mutating func add(
    _ range: Range<Int>,
    _ kind: JSONScanner.Kind,
    _ key: [UInt8]?,
    _ id: Int,
    _ parent: Int?,
    _ path: [UInt8],
    _ fullKey: [UInt8]
  ) {
    var value: [UInt8] = []
    json.appendCompact(range, to: &value)
    let isAtom = kind != .object && kind != .array && kind != .null
    found.append(
      .structure([
        key.map { .bytes($0) } ?? .null,
        .bytes(value),
        .text("\(kind.typeName)"),
        isAtom ? .bytes(value) : .null,
        .integer(Int128(id)),
        parent.map { .integer(Int128($0)) } ?? .null,
        .bytes(fullKey),
        .bytes(path),
      ])
    )
  }

  private static func text(_ json: JSONScanner, _ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    JSONScanner.unescape(json.bytes[range], to: &text)
    return text
  }

  /// A step of a path: a name that is no plain word stands in quotes.
  private static func member(_ name: [UInt8]) -> [UInt8] {
    let isPlain =
      !name.isEmpty
      && name.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
          true
        default: false
        }
      }
    guard !isPlain else { return [UInt8(ascii: ".")] + name }
    return [UInt8(ascii: "."), UInt8(ascii: "\"")] + name + [UInt8(ascii: "\"")]
  }
}

extension JSONScanner.Kind {
  /// The type of values of the kind, as functions tell it.
  var typeName: StaticString {
    switch self {
    case .object: "OBJECT"
    case .array: "ARRAY"
    case .text: "VARCHAR"
    case .integer: "BIGINT"
    case .natural: "UBIGINT"
    case .double: "DOUBLE"
    case .bool: "BOOLEAN"
    case .null: "NULL"
    }
  }
}

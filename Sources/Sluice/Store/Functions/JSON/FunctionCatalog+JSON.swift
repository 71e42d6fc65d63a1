// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A way to a part of JSON: `$.a[0]`, `/a/0`, or a name.
struct JSONPath {
  enum Step: Hashable {
    case name([UInt8])
    /// A place, which counts from the end if it is below zero.
    case place(Int)
    /// All values of an object, or all elements of an array.
    case everything
  }

  private(set) var steps: [Step] = []

  /// One step to an element.
  init(place: Int) { steps = [.place(place)] }

  /// Reads a path; `nil` if it is none.
  init?(_ text: TextBytes) {
    switch text.first {
    case nil: return
    case UInt8(ascii: "/"):
      for part in text.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
        let name = Array(part)
        if !name.isEmpty, name.allSatisfy({ $0 &- 0x30 < 10 }), name.count < 18 {
          steps.append(.place(name.reduce(0) { $0 * 10 + Int($1 - 0x30) }))
        } else {
          steps.append(.name(name))
        }
      }
    case UInt8(ascii: "$"):
      guard read(text) else { return nil }
    default: steps = [.name(Array(text))]
    }
  }

  private mutating func read(_ text: TextBytes) -> Bool {
    var cursor = TextCursor(text, at: 1)
    while !cursor.isAtEnd {
      if cursor.skip(UInt8(ascii: ".")) {
        var name: [UInt8] = []
        if cursor.skip(0x22) {
          while !cursor.isAtEnd, cursor.byte != 0x22 {
            if cursor.byte == 0x5C, cursor.rest > 1 { cursor.place += 1 }
            name.append(cursor.byte)
            cursor.place += 1
          }
          guard cursor.skip(0x22) else { return false }
        } else if cursor.skip(UInt8(ascii: "*")) {
          steps.append(.everything)
          continue
        } else {
          while !cursor.isAtEnd, cursor.byte != 0x2E, cursor.byte != 0x5B {
            name.append(cursor.byte)
            cursor.place += 1
          }
        }
        guard !name.isEmpty else { return false }
        steps.append(.name(name))
      } else if cursor.skip(0x5B) {
        if cursor.skip(UInt8(ascii: "*")) {
          guard cursor.skip(0x5D) else { return false }
          steps.append(.everything)
          continue
        }
        let isFromEnd = cursor.skip(UInt8(ascii: "#"))
        if isFromEnd { guard cursor.skip(0x2D) || cursor.byte == 0x5D else { return false } }
        let isNegative = isFromEnd || cursor.skip(0x2D)
        var (place, digits) = (0, 0)
        while cursor.isAtDigit, digits < 18 {
          place = place * 10 + Int(cursor.byte - 0x30)
          digits += 1
          cursor.place += 1
        }
        guard digits > 0, cursor.skip(0x5D) else { return false }
        steps.append(.place(isNegative ? -place : place))
      } else {
        return false
      }
    }
    return true
  }

  /// Where the part is in a text; `nil` if there is none.
  func find(in text: TextBytes) -> Range<Int>? {
    var scanner = JSONScanner(text)
    guard var range = scanner.value() else { return nil }
    for step in steps {
      guard let next = Self.part(scanner, range, step) else { return nil }
      range = next
    }
    return range
  }

  /// Whether there may be several parts.
  var hasSeveral: Bool { steps.contains(.everything) }

  /// Where all parts are in a text.
  func findAll(in text: TextBytes) -> [Range<Int>] {
    let json = JSONScanner(text)
    var scanner = json
    guard let range = scanner.value() else { return [] }
    return steps.reduce([range]) { ranges, step in
      ranges.flatMap { range -> [Range<Int>] in
        guard step == .everything else { return Self.part(json, range, step).map { [$0] } ?? [] }
        var parts: [Range<Int>] = []
        switch json.kind(of: range) {
        case .object, .array:
          json.forEachPart(of: range) { _, value in
            parts.append(value)
            return true
          }
        default: break
        }
        return parts
      }
    }
  }

  private static func part(_ json: JSONScanner, _ range: Range<Int>, _ step: Step) -> Range<Int>? {
    var found: Range<Int>?
    switch (step, json.kind(of: range)) {
    case (.name(let wanted), .object):
      json.forEachPart(of: range) { name, value in
        let name = json.bytes[name ?? 0..<0]
        var isSame = name.elementsEqual(wanted)
        if !isSame, name.contains(0x5C) {
          var text: [UInt8] = []
          JSONScanner.unescape(name, to: &text)
          isSame = text == wanted
        }
        if isSame { found = value }
        return !isSame
      }
    case (.place(let place), .array):
      var target = place
      if place < 0 {
        json.forEachPart(of: range) { _, _ in
          target += 1
          return true
        }
      }
      guard target >= 0 else { return nil }
      json.forEachPart(of: range) { _, value in
        if target == 0 { found = value }
        target -= 1
        return target >= 0
      }
    case (.place(let place), .object) where place >= 0:
      return part(json, range, .name(Array("\(place)".utf8)))
    default: break
    }
    return found
  }
}

extension FunctionCatalog {
  /// Adds functions that look into JSON.
  mutating func addJSONFunctions() {
    let extract = ["json_extract", "json_extract_path", "->"]
    let extractText = ["json_extract_string", "json_extract_path_text", "->>"]
    for type in [SQLType.varchar, .bigint] {
      addJSON(extract, path: type, .json) { json, range, bytes in
        json.appendCompact(range, to: &bytes)
        return true
      }
      addJSON(extractText, path: type, .varchar) { Self.appendText($0, $1, to: &$2) }
      add(["json_exists"], [.json, type], .boolean) { call in
        try Self.parts(call) { $0 != nil }
      }
    }
    for (names, result) in [(extract, SQLType.json), (extractText, .varchar)] {
      addSeveral(names, result)
    }
    addJSON(["json_value"], path: .varchar, .varchar) { json, range, bytes in
      switch json.kind(of: range) {
      case .object, .array: false
      default: Self.appendText(json, range, to: &bytes)
      }
    }
    for path in [nil, SQLType.varchar] {
      addJSON(["json_type"], path: path, .varchar) { json, range, bytes in
        let name: StaticString =
          switch json.kind(of: range) {
          case .object: "OBJECT"
          case .array: "ARRAY"
          case .text: "VARCHAR"
          case .integer: "BIGINT"
          case .natural: "UBIGINT"
          case .double: "DOUBLE"
          case .bool: "BOOLEAN"
          case .null: "NULL"
          }
        TextWriter.append(word: name, to: &bytes)
        return true
      }
      add(["json_array_length"], Self.arguments(path), .ubigint) { call in
        try Self.locate(call) { json, range -> Int128 in
          var count: Int128 = 0
          guard json.kind(of: range) == .array else { return 0 }
          json.forEachPart(of: range) { _, _ in
            count += 1
            return true
          }
          return count
        }
      }
      add(["json_keys"], Self.arguments(path), .list(.varchar)) { call in
        let path = try Self.path(call)
        return try call.textLists { row, parts in
          let steps = try path ?? Self.path(call, row)
          return call.withText(0, row) { text in
            guard let range = steps.find(in: text) else { return false }
            let json = JSONScanner(text)
            guard json.kind(of: range) == .object else { return true }
            json.forEachPart(of: range) { name, _ in
              var bytes: [UInt8] = []
              JSONScanner.unescape(text[name ?? 0..<0], to: &bytes)
              parts.append(bytes)
              return true
            }
            return true
          }
        }
      }
    }
    add(["json_valid"], [.varchar], .boolean) { call in
      call.flags { row in call.withText(0, row) { JSONCells.isValid($0) } }
    }
    add(["json"], [.json], .json) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          JSONScanner(text).appendCompact(0..<text.count, to: &bytes)
        }
        return true
      }
    }
    addJSONMakers()
  }

  private static func arguments(_ path: SQLType?) -> [SQLType] { [.json] + (path.map { [$0] } ?? []) }

  /// The path that is the same for all rows.
  private static func path(_ call: ScalarArguments) throws -> JSONPath? {
    guard call.cells.count > 1 else { return JSONPath(place: 0).root }
    guard call.cells[1].isConstant, call.cells[1].isValid(0) else { return nil }
    return try path(call, 0)
  }

  private static func path(_ call: ScalarArguments, _ row: Int) throws -> JSONPath {
    if call.types[1] == .bigint {
      return JSONPath(place: Int(call.value(1, row, Int64.self)))
    }
    let path = call.withText(1, row) { JSONPath($0) }
    guard let path else { throw SQLError(.invalidInput, "the path of JSON cannot be read") }
    return path
  }

  private static func locate<Made: BitwiseCopyable>(
    _ call: ScalarArguments,
    _ body: (JSONScanner, Range<Int>) -> Made
  ) throws -> Cells {
    let path = try path(call)
    return try call.rows { row -> Made? in
      let steps = try path ?? Self.path(call, row)
      return call.withText(0, row) { text in
        steps.find(in: text).map { body(JSONScanner(text), $0) }
      }
    }
  }

  private static func parts(
    _ call: ScalarArguments,
    _ body: (Range<Int>?) -> Bool
  ) throws -> Cells {
    let path = try path(call)
    return try call.flags { row in
      let steps = try path ?? Self.path(call, row)
      return call.withText(0, row) { body(steps.find(in: $0)) }
    }
  }

  private mutating func addJSON(
    _ names: [String],
    path: SQLType?,
    _ result: SQLType,
    _ body: @escaping @Sendable (JSONScanner, Range<Int>, inout [UInt8]) -> Bool
  ) {
    add(names, Self.arguments(path), result) { call in
      let path = try Self.path(call)
      return try call.texts { row, bytes in
        let steps = try path ?? Self.path(call, row)
        return call.withText(0, row) { text in
          guard let range = steps.find(in: text) else { return false }
          return body(JSONScanner(text), range, &bytes)
        }
      }
    }
  }

  private static func appendText(
    _ json: JSONScanner,
    _ range: Range<Int>,
    to bytes: inout [UInt8]
  ) -> Bool {
    switch json.kind(of: range) {
    case .null: return false
    case .text: JSONScanner.unescape(json.bytes[range].dropFirst().dropLast(), to: &bytes)
    default: json.appendCompact(range, to: &bytes)
    }
    return true
  }

  /// Extraction with several paths, or with one that leads to several parts.
  private mutating func addSeveral(_ names: [String], _ result: SQLType) {
    @Sendable func append(_ json: JSONScanner, _ range: Range<Int>, _ maker: ListMaker) {
      var bytes: [UInt8] = []
      var isThere = true
      if result == .json {
        json.appendCompact(range, to: &bytes)
      } else {
        isThere = Self.appendText(json, range, to: &bytes)
      }
      guard isThere else { return maker.addMissing() }
      bytes.withUnsafeBufferPointer { maker.add(bytes: $0) }
    }
    add(names, signature: "JSON, VARCHAR") { arguments in
      guard arguments.count == 2, case .text(let text) = arguments[1].literal,
        let path = text.withUnsafeBufferPointer({ JSONPath($0) }), path.hasSeveral
      else { return nil }
      return TypedFunction([.json, .varchar], .list(result), penalty: -1) { call in
        call.lists(of: result) { row, maker in
          call.withText(0, row) { text in
            for range in path.findAll(in: text) { append(JSONScanner(text), range, maker) }
          }
          return true
        }
      }
    }
    add(names, [.json, .list(.varchar)], .list(result)) { call in
      try call.lists(of: result) { row, maker in
        let (paths, places) = call.list(1, row)
        try call.withText(0, row) { text in
          for place in places {
            guard paths.isValid(place) else {
              maker.addMissing()
              continue
            }
            let path = paths.value(place, ByteRun.self).withBytes { JSONPath($0) }
            guard let path else { throw SQLError(.invalidInput, "the path of JSON cannot be read") }
            if let range = path.find(in: text) {
              append(JSONScanner(text), range, maker)
            } else {
              maker.addMissing()
            }
          }
        }
        return true
      }
    }
  }

  private mutating func addJSONMakers() {
    add(["to_json", "json_quote", "array_to_json", "row_to_json"], signature: "ANY") { arguments in
      guard arguments.count == 1 else { return nil }
      let type = arguments[0].type
      return TypedFunction([type], .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          guard type != .null, call.cells[0].isValid(row) else { return false }
          JSONCells.append(call.cells[0], row, type, to: &bytes)
          return true
        }
      }
    }
    add(["json_array"], signature: "ANY, …") { arguments in
      let types = arguments.map(\.type)
      return TypedFunction(types, .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          bytes.append(0x5B)
          for (place, type) in types.enumerated() {
            if place > 0 { bytes.append(0x2C) }
            JSONCells.appendPart(call.cells[place], row, type, to: &bytes)
          }
          bytes.append(0x5D)
          return true
        }
      }
    }
    add(["json_object"], signature: "VARCHAR, ANY, …") { arguments in
      guard arguments.count % 2 == 0 else { return nil }
      let types = arguments.enumerated().map { $0 % 2 == 0 ? SQLType.varchar : $1.type }
      return TypedFunction(types, .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          bytes.append(0x7B)
          for place in stride(from: 0, to: types.count, by: 2) where call.cells[place].isValid(row) {
            if bytes.count > 1 { bytes.append(0x2C) }
            call.withText(place, row) { JSONCells.append(quoted: $0, to: &bytes) }
            bytes.append(0x3A)
            JSONCells.appendPart(call.cells[place + 1], row, types[place + 1], to: &bytes)
          }
          bytes.append(0x7D)
          return true
        }
      }
    }
  }
}

extension JSONPath {
  /// The path to the value itself.
  fileprivate var root: JSONPath {
    var path = self
    path.steps = []
    return path
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

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
        TextWriter.append(word: json.kind(of: range).typeName, to: &bytes)
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
    addJSONEdits()
    addJSONContents()
    addJSONForms()
    addJSONTrees()
  }

  private static func arguments(_ path: SQLType?) -> [SQLType] {
    [.json] + (path.map { [$0] } ?? [])
  }

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
}

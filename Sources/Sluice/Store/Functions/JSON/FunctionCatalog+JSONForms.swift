// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what tells the form of JSON, reads values of a form, changes JSON, and writes it for people.
  mutating func addJSONForms() {
    addWhole("json_structure") { json, range, bytes in
      JSONForm(json, range).append(to: &bytes)
    }
    addWhole("json_pretty", result: .varchar) { json, range, bytes in
      JSONCells.append(pretty: json, range, depth: 0, to: &bytes)
    }
    for (name, isStrict) in [
      ("json_transform", false), ("from_json", false), ("json_transform_strict", true),
      ("from_json_strict", true),
    ] {
      add([name], signature: "JSON, VARCHAR") { arguments in
        guard arguments.count == 2, case .text(let text) = arguments[1].literal else { return nil }
        let type = text.withUnsafeBufferPointer { bytes -> SQLType? in
          var scanner = JSONScanner(bytes)
          return scanner.value().flatMap { SQLType(form: scanner, $0) }
        }
        guard let type else { return nil }
        let failure = CastFailure(source: .json, target: type, isTry: !isStrict, range: .none)
        let cast = CellCast.fromJSON(failure)
        return TypedFunction([.json, .varchar], type) { try cast.body($0.cells[0], $0.count) }
      }
    }
    for (name, isDeep) in [("json_merge_patch", false), ("json_deep_merge", true)] {
      add([name], signature: "JSON, JSON, …") { arguments in
        guard arguments.count > 1 else { return nil }
        let parameters = arguments.map { _ in SQLType.json }
        return TypedFunction(parameters, .json, skipsNulls: false) { call in
          call.texts(needsAll: false) { row, bytes in
            // A patch of what is missing is there as a whole; one that is missing leaves nothing.
            var isThere = false
            for place in parameters.indices {
              guard call.cells[place].isValid(row) else {
                isThere = false
                continue
              }
              bytes = call.withText(place, row) { patch in
                guard isThere else { return Array(patch) }
                return bytes.withUnsafeBufferPointer { Self.merged($0, patch, isDeep: isDeep) }
              }
              isThere = true
            }
            return isThere
          }
        }
      }
    }
  }

  /// A function of JSON as a whole.
  mutating func addWhole(
    _ name: String,
    result: SQLType = .json,
    _ body: @escaping @Sendable (JSONScanner, Range<Int>, inout [UInt8]) -> Void
  ) {
    add([name], [.json], result) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          var scanner = JSONScanner(text)
          guard let range = scanner.value() else { return false }
          body(scanner, range, &bytes)
          return true
        }
      }
    }
  }

  /// JSON with the changes of a patch (RFC 7396): members that are changed go to the end.
  ///
  /// If it is deep, members stay in their place, and null changes nothing.
  private static func merged(_ target: TextBytes, _ patch: TextBytes, isDeep: Bool) -> [UInt8] {
    var (scanner, changes) = (JSONScanner(target), JSONScanner(patch))
    guard let base = scanner.value(), let change = changes.value() else { return Array(target) }
    var bytes: [UInt8] = []
    append(scanner, base, mergedWith: changes, change, isDeep: isDeep, to: &bytes)
    return bytes
  }

  private static func append(
    _ json: JSONScanner,
    _ range: Range<Int>,
    mergedWith patch: JSONScanner,
    _ change: Range<Int>,
    isDeep: Bool,
    to bytes: inout [UInt8]
  ) {
    guard json.kind(of: range) == .object, patch.kind(of: change) == .object else {
      return patch.appendCompact(change, to: &bytes)
    }
    func members(_ json: JSONScanner, _ range: Range<Int>) -> [(name: [UInt8], value: Range<Int>)] {
      var members: [(name: [UInt8], value: Range<Int>)] = []
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        members.append((name: text, value: value))
        return true
      }
      return members
    }
    let (own, others) = (members(json, range), members(patch, change))
    var isFirst = true
    func begin(_ name: [UInt8]) {
      if !isFirst { bytes.append(0x2C) }
      isFirst = false
      name.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
      bytes.append(0x3A)
    }
    bytes.append(0x7B)
    for member in own {
      let other = others.last { $0.name == member.name }
      guard let other else {
        begin(member.name)
        json.appendCompact(member.value, to: &bytes)
        continue
      }
      guard isDeep else { continue }
      begin(member.name)
      if patch.kind(of: other.value) == .null {
        json.appendCompact(member.value, to: &bytes)
      } else {
        append(json, member.value, mergedWith: patch, other.value, isDeep: true, to: &bytes)
      }
    }
    for member in others where patch.kind(of: member.value) != .null {
      let known = own.first { $0.name == member.name }
      guard !isDeep || known == nil else { continue }
      begin(member.name)
      if let known {
        append(json, known.value, mergedWith: patch, member.value, isDeep: false, to: &bytes)
      } else {
        patch.appendCompact(member.value, to: &bytes)
      }
    }
    bytes.append(0x7D)
  }
}

extension JSONCells {
  /// Appends JSON with each part on a line of its own.
  static func append(
    pretty json: JSONScanner,
    _ range: Range<Int>,
    depth: Int,
    to bytes: inout [UInt8]
  ) {
    let kind = json.kind(of: range)
    guard kind == .object || kind == .array else { return json.appendCompact(range, to: &bytes) }
    var isEmpty = true
    bytes.append(kind == .object ? 0x7B : 0x5B)
    json.forEachPart(of: range) { name, value in
      if !isEmpty { bytes.append(0x2C) }
      isEmpty = false
      bytes.append(0x0A)
      bytes += Array(repeating: UInt8(ascii: " "), count: 4 * (depth + 1))
      if let name {
        bytes.append(0x22)
        bytes += json.bytes[name]
        bytes += "\": ".utf8
      }
      append(pretty: json, value, depth: depth + 1, to: &bytes)
      return true
    }
    if !isEmpty {
      bytes.append(0x0A)
      bytes += Array(repeating: UInt8(ascii: " "), count: 4 * depth)
    }
    bytes.append(kind == .object ? 0x7D : 0x5D)
  }
}

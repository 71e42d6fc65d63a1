// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions that change parts of JSON.
  mutating func addJSONEdits() {
    for (name, adds, replaces) in [
      ("json_set", true, true), ("json_insert", true, false), ("json_replace", false, true),
    ] {
      add([name], [.json, .varchar, .json], .json) { call in
        try call.edited { row in
          call.withText(2, row) { text in
            var scanner = JSONScanner(text)
            var value: [UInt8] = []
            if let range = scanner.value() { scanner.appendCompact(range, to: &value) }
            return JSONEdit(value: value, adds: adds, replaces: replaces)
          }
        }
      }
    }
    add(["json_remove"], [.json, .varchar], .json) { call in
      try call.edited { _ in JSONEdit(value: nil, adds: false, replaces: true) }
    }
    addWhole("json_strip_nulls") { json, range, bytes in
      json.appendParts(of: range, to: &bytes) { name, value in
        name != nil && json.kind(of: value) == .null
      }
    }
    addWhole("json_normalize", result: .varchar) { json, range, bytes in
      json.appendSorted(range, to: &bytes)
    }
  }
}

/// A change of the part of JSON that a path leads to.
private struct JSONEdit {
  /// What comes there; nothing if the part goes.
  let value: [UInt8]?
  /// Whether a part comes that is not there.
  let adds: Bool
  /// Whether a part that is there becomes another.
  let replaces: Bool

  /// Appends a value with the change, and returns whether anything is left of it.
  func append(
    _ json: JSONScanner,
    _ range: Range<Int>,
    at steps: ArraySlice<JSONPath.Turn>,
    to bytes: inout [UInt8]
  ) -> Bool {
    guard let step = steps.first else {
      guard replaces else {
        json.appendCompact(range, to: &bytes)
        return true
      }
      bytes += value ?? []
      return value != nil
    }
    let isObject: Bool
    switch (json.kind(of: range), step) {
    case (.object, .name): isObject = true
    case (.array, .place): isObject = false
    default:
      json.appendCompact(range, to: &bytes)
      return true
    }
    let place = isObject ? nil : json.place(of: step, in: range)
    var (isFirst, isKnown, count) = (true, false, 0)
    bytes.append(isObject ? 0x7B : 0x5B)
    json.forEachPart(of: range) { name, part in
      let isMeant = name.map { json.isNamed($0, step) } ?? (count == place)
      count += 1
      // Of members with the same name one is left.
      guard !isMeant || !isKnown else { return true }
      isKnown = isKnown || isMeant
      let before = bytes.count
      if !isFirst { bytes.append(0x2C) }
      if let name { json.append(name: name, to: &bytes) }
      if isMeant {
        guard append(json, part, at: steps.dropFirst(), to: &bytes) else {
          bytes.removeLast(bytes.count - before)
          return true
        }
      } else {
        json.appendCompact(part, to: &bytes)
      }
      isFirst = false
      return true
    }
    if !isKnown, adds, isObject || place == count, let made = made(steps.dropFirst()) {
      if !isFirst { bytes.append(0x2C) }
      if case .name(let name) = step {
        name.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
      }
      bytes += made
    }
    bytes.append(isObject ? 0x7D : 0x5D)
    return true
  }

  /// The value inside of what the steps to it make; `nil` if a place is not the first of an array.
  private func made(_ steps: ArraySlice<JSONPath.Turn>) -> [UInt8]? {
    guard steps.count <= JSONScanner.nestingLimit, let value else { return nil }
    var (start, end): ([UInt8], [UInt8]) = ([], [])
    for step in steps {
      switch step {
      case .name(let name):
        start.append(0x7B)
        name.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &start) }
        start.append(0x3A)
        end.append(0x7D)
      case .place(0):
        start.append(0x5B)
        end.append(0x5D)
      default: return nil
      }
    }
    return start + value + end.reversed()
  }
}

extension ScalarArguments {
  /// JSON that is changed at the path of the second argument.
  fileprivate func edited(_ edit: (Int) -> JSONEdit) throws -> Cells {
    try texts { row, bytes in
      guard let path = withText(1, row, { JSONPath($0) }) else {
        throw SQLError(.invalidInput, "the path of JSON cannot be read")
      }
      guard !path.hasSeveral else {
        throw SQLError(
          .invalidInput,
          "only one part of JSON is changed, and the path means several"
        )
      }
      let change = edit(row)
      return withText(0, row) { text in
        var scanner = JSONScanner(text)
        guard let range = scanner.value() else { return false }
        return change.append(scanner, range, at: path.steps[...], to: &bytes)
      }
    }
  }
}

extension JSONScanner {
  /// The number of an element from the first on; elements below zero count from the end.
  fileprivate func place(of step: JSONPath.Turn, in range: Range<Int>) -> Int? {
    guard case .place(let place) = step else { return nil }
    guard place < 0 else { return place }
    var count = 0
    forEachPart(of: range) { _, _ in
      count += 1
      return true
    }
    return place + count
  }

  /// Whether the name of a member is that of a step.
  fileprivate func isNamed(_ name: Range<Int>, _ step: JSONPath.Turn) -> Bool {
    guard case .name(let wanted) = step else { return false }
    return text(of: name) == wanted
  }

  private func text(of name: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    Self.unescape(bytes[name], to: &text)
    return text
  }

  /// Appends the name of a member and a colon.
  fileprivate func append(name: Range<Int>, to result: inout [UInt8]) {
    text(of: name).withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &result) }
    result.append(0x3A)
  }

  /// Appends a value without those of its parts, and of their parts, that `isLeftOut` holds for.
  fileprivate func appendParts(
    of range: Range<Int>,
    to result: inout [UInt8],
    without isLeftOut: (Range<Int>?, Range<Int>) -> Bool
  ) {
    let kind = kind(of: range)
    guard kind == .object || kind == .array else { return appendCompact(range, to: &result) }
    var isFirst = true
    result.append(kind == .object ? 0x7B : 0x5B)
    forEachPart(of: range) { name, value in
      guard !isLeftOut(name, value) else { return true }
      if !isFirst { result.append(0x2C) }
      isFirst = false
      if let name { append(name: name, to: &result) }
      appendParts(of: value, to: &result, without: isLeftOut)
      return true
    }
    result.append(kind == .object ? 0x7D : 0x5D)
  }

  /// Appends a value whose members, and those of its parts, stand in the order of their names.
  fileprivate func appendSorted(_ range: Range<Int>, to result: inout [UInt8]) {
    let kind = kind(of: range)
    guard kind == .object || kind == .array else { return appendCompact(range, to: &result) }
    var parts: [(name: Range<Int>?, text: [UInt8], value: Range<Int>)] = []
    forEachPart(of: range) { name, value in
      parts.append((name: name, text: name.map(text(of:)) ?? [], value: value))
      return true
    }
    if kind == .object {
      let order = parts.indices.sorted {
        parts[$0].text == parts[$1].text
          ? $0 < $1 : parts[$0].text.lexicographicallyPrecedes(parts[$1].text)
      }
      parts = order.map { parts[$0] }
    }
    result.append(kind == .object ? 0x7B : 0x5B)
    for (place, part) in parts.enumerated() {
      if place > 0 { result.append(0x2C) }
      if let name = part.name { append(name: name, to: &result) }
      appendSorted(part.value, to: &result)
    }
    result.append(kind == .object ? 0x7D : 0x5D)
  }
}

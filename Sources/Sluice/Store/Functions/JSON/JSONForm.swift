// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What JSON is made of: the answer of `json_structure`.
indirect enum JSONForm: Equatable {
  case nothing
  case single(String)
  case array(JSONForm)
  case object([(name: [UInt8], form: JSONForm)])
  /// Values that have no form in common.
  case mixed

  /// The form of a value, of its elements in common, and of its members by name.
  init(_ json: JSONScanner, _ range: Range<Int>) {
    switch json.kind(of: range) {
    case .null: self = .nothing
    case .array:
      var element = JSONForm.nothing
      json.forEachPart(of: range) { _, value in
        element = element.merged(with: JSONForm(json, value))
        return true
      }
      self = .array(element)
    case .object:
      var members: [(name: [UInt8], form: JSONForm)] = []
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        members.append((name: text, form: JSONForm(json, value)))
        return true
      }
      self = .object(members)
    case let kind: self = .single("\(kind.typeName)")
    }
  }

  /// The form that has room for values of both.
  func merged(with other: JSONForm) -> JSONForm {
    switch (self, other) {
    case (.nothing, _): return other
    case (_, .nothing): return self
    case (.single(let left), .single(let right)): return Self.common(left, right)
    case (.array(let left), .array(let right)): return .array(left.merged(with: right))
    case (.object(let left), .object(let right)):
      var members = left
      for member in right {
        if let known = members.firstIndex(where: { $0.name == member.name }) {
          members[known].form = members[known].form.merged(with: member.form)
        } else {
          members.append(member)
        }
      }
      return .object(members)
    default: return .mixed
    }
  }

  private static func common(_ left: String, _ right: String) -> JSONForm {
    if left == right { return .single(left) }
    let names = Set([left, right])
    if names == ["BIGINT", "UBIGINT"] || names == ["BIGINT", "HUGEINT"]
      || names == ["UBIGINT", "HUGEINT"]
    {
      return .single("HUGEINT")
    }
    if names.isSubset(of: ["BIGINT", "UBIGINT", "HUGEINT", "DOUBLE"]) { return .single("DOUBLE") }
    return .mixed
  }

  /// Appends the form as JSON.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .nothing: bytes += "\"NULL\"".utf8
    case .mixed: bytes += "\"JSON\"".utf8
    case .single(let name): bytes += "\"\(name)\"".utf8
    case .array(let element):
      bytes.append(0x5B)
      element.append(to: &bytes)
      bytes.append(0x5D)
    case .object(let members):
      bytes.append(0x7B)
      for (place, member) in members.enumerated() {
        if place > 0 { bytes.append(0x2C) }
        member.name.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
        member.form.append(to: &bytes)
      }
      bytes.append(0x7D)
    }
  }

  static func == (left: JSONForm, right: JSONForm) -> Bool {
    var (first, second) = ([UInt8](), [UInt8]())
    left.append(to: &first)
    right.append(to: &second)
    return first == second
  }
}

extension SQLType {
  /// The type that a form as `json_structure` tells it stands for; `nil` if it stands for none.
  init?(form json: JSONScanner, _ range: Range<Int>) {
    switch json.kind(of: range) {
    case .text:
      var text: [UInt8] = []
      JSONScanner.unescape(json.bytes[range].dropFirst().dropLast(), to: &text)
      let name = String(decoding: text, as: UTF8.self)
      guard let type = Self.written(name) else { return nil }
      self = type
    case .array:
      var elements: [SQLType?] = []
      json.forEachPart(of: range) { _, value in
        elements.append(SQLType(form: json, value))
        return true
      }
      guard elements.count == 1, let element = elements[0] else { return nil }
      self = .list(element)
    case .object:
      var fields: [Field] = []
      var isValid = true
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        guard let type = SQLType(form: json, value) else {
          isValid = false
          return false
        }
        fields.append(Field(name: String(decoding: text, as: UTF8.self), type: type))
        return true
      }
      guard isValid, !fields.isEmpty else { return nil }
      self = .structure(fields)
    default: return nil
    }
  }

  /// The type of a text: a word, or a decimal with its digits.
  private static func written(_ name: String) -> SQLType? {
    if let type = named(name) { return type == .null ? .json : type }
    guard case .named(let word, let modifiers)? = try? SQL.typeName(in: name).kind,
      modifiers.count == 2,
      case .decimal? = named(word.last.text),
      case .literal(.integer(let width)) = modifiers[0].kind,
      case .literal(.integer(let scale)) = modifiers[1].kind, (1...38).contains(width),
      scale <= width
    else { return nil }
    return .decimal(width: Int(width), scale: Int(scale))
  }
}

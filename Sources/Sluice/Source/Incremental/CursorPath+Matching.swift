// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CursorPath {
  /// A value that a path has found, and where.
  struct Match {
    /// The steps that lead to it, as they are written.
    var steps: [String] = []
    /// What stands for the place where there are no steps.
    var bare = "$"
    /// The value.
    var value: Value

    /// The place as a path of its own.
    var place: String { steps.isEmpty ? bare : steps.joined(separator: ".") }

    fileprivate func stepped(_ step: String, to value: Value) -> Match {
      Match(steps: steps + [step], value: value)
    }
  }

  /// The first value that is found, which may be null; `nil` if there is none.
  func value(in record: Value) -> Value? {
    if let name = simpleField { return record[name] }
    return matches(in: record).first?.value
  }

  /// The cursor of a record without any steps before it.
  func value(in record: Record) -> Value? {
    if let name = simpleField { return record[name] }
    return matches(in: .record(record)).first?.value
  }

  /// All that is found, in order.
  func matches(in record: Value) -> [Match] {
    let whole = Match(value: record)
    return Self.find(node, in: whole, of: whole)
  }

  fileprivate static func find(_ node: Node, in match: Match, of root: Match) -> [Match] {
    switch node {
    case .root: return [root]
    case .this: return [Match(steps: match.steps, bare: "`this`", value: match.value)]
    case .length:
      return length(of: match.value).map { [Match(bare: "`len`", value: .int(Int64($0)))] } ?? []
    case .fields(let names):
      guard let record = match.value.fields else { return [] }
      return names.compactMap { name in
        record[name].map { match.stepped(written(name), to: $0) }
      }
    case .allFields:
      return (match.value.fields ?? Record()).map { match.stepped(written($0.key), to: $0.value) }
    case .elements(let places):
      guard let elements = match.value.elements else { return [] }
      return places.compactMap { place in
        let index = place < 0 ? elements.count + place : place
        guard elements.indices.contains(index) else { return nil }
        return match.stepped("[\(place)]", to: elements[index])
      }
    case .slice(let from, let to, let step):
      // What is no list counts as a list of one.
      let elements = match.value.elements ?? (match.value.isNull ? [] : [match.value])
      return indices(from, to, step ?? 1, of: elements.count).map {
        match.stepped("[\($0)]", to: elements[$0])
      }
    case .filter(let conditions):
      let elements = match.value.elements ?? match.value.fields?.values ?? []
      return elements.enumerated().compactMap { index, element in
        let holds = conditions.allSatisfy { $0.holds(for: element) }
        return holds ? match.stepped("[\(index)]", to: element) : nil
      }
    case .child(let left, let right):
      return find(left, in: match, of: root).flatMap { find(right, in: $0, of: root) }
    case .descendants(let left, let right):
      return find(left, in: match, of: root).flatMap { descend($0, to: right, of: root) }
    case .union(let left, let right):
      return find(left, in: match, of: root) + find(right, in: match, of: root)
    case .arithmetic(let left, let sign, let right):
      let operands = find(right, in: match, of: root).map(\.value)
      return find(left, in: match, of: root).enumerated().compactMap { index, left in
        // One number counts for all.
        let operand = operands.count == 1 ? operands[0] : operands.dropFirst(index).first
        return operand.flatMap { calculate(left.value, sign, $0) }
          .map { Match(bare: "`this`", value: $0) }
      }
    case .constant(let value): return [Match(bare: "`this`", value: value)]
    }
  }

  private static func descend(_ match: Match, to node: Node, of root: Match) -> [Match] {
    var found = find(node, in: match, of: root)
    switch match.value {
    case .record(let record):
      for (name, value) in record {
        found += descend(match.stepped(written(name), to: value), to: node, of: root)
      }
    case .list(let elements):
      for (index, value) in elements.enumerated() {
        found += descend(match.stepped("[\(index)]", to: value), to: node, of: root)
      }
    default: break
    }
    return found
  }

  private static func length(of value: Value) -> Int? {
    switch value {
    case .list(let elements): elements.count
    case .record(let record): record.count
    case .text(let text): text.unicodeScalars.count
    default: nil
    }
  }

  private static func indices(_ from: Int?, _ to: Int?, _ step: Int, of count: Int) -> [Int] {
    func place(_ index: Int) -> Int { max(0, min(count, index < 0 ? count + index : index)) }
    guard step > 0 else { return [] }
    let (start, end) = (place(from ?? 0), place(to ?? count))
    return start < end ? Array(stride(from: start, to: end, by: step)) : []
  }

  private static func calculate(_ left: Value, _ sign: Sign, _ right: Value) -> Value? {
    if case .int(let a) = left, case .int(let b) = right, sign != .dividedBy {
      let (result, overflow) =
        switch sign {
        case .plus: a.addingReportingOverflow(b)
        case .minus: a.subtractingReportingOverflow(b)
        default: a.multipliedReportingOverflow(by: b)
        }
      return overflow ? nil : .int(result)
    }
    guard let a = left.number, let b = right.number else { return nil }
    switch sign {
    case .plus: return .double(a + b)
    case .minus: return .double(a - b)
    case .times: return .double(a * b)
    case .dividedBy: return b == 0 ? nil : .double(a / b)
    }
  }

  /// A name as it is written in a path: in quotes unless it is a plain one.
  private static func written(_ name: String) -> String {
    func isLetter(_ byte: UInt8) -> Bool {
      0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F || byte == 0x40
    }
    let isPlain =
      name.utf8.first.map(isLetter) == true
      && name.utf8.allSatisfy { isLetter($0) || 0x30...0x39 ~= $0 || $0 == 0x2D }
    return isPlain ? name : "'\(name)'"
  }
}

extension CursorPath.Condition {
  /// Whether `element` keeps to the condition.
  fileprivate func holds(for element: Value) -> Bool {
    let whole = CursorPath.Match(value: element)
    let found = CursorPath.find(node, in: whole, of: whole)
    guard let comparison else { return !found.isEmpty }
    guard let wanted = CursorKey(value) else { return false }
    return found.contains { match in
      guard let key = CursorKey(match.value), let order = try? key.order(to: wanted) else {
        return comparison == .notEqual
      }
      switch comparison {
      case .same, .equal: return order == .equal
      case .notEqual: return order != .equal
      case .less: return order == .less
      case .greater: return order == .greater
      case .lessOrEqual: return order != .greater
      case .greaterOrEqual: return order != .less
      }
    }
  }
}

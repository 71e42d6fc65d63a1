// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A way to a part of JSON: `$.a[0]`, `/a/0`, or a name.
struct JSONPath {
  enum Turn: Hashable {
    case name([UInt8])
    /// A place, which counts from the end if it is below zero.
    case place(Int)
    /// All values of an object, or all elements of an array.
    case everything
  }

  private(set) var steps: [Turn] = []

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

  private static func part(_ json: JSONScanner, _ range: Range<Int>, _ step: Turn) -> Range<Int>? {
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

extension JSONPath {
  /// The path to the value itself.
  var root: JSONPath {
    var path = self
    path.steps = []
    return path
  }
}

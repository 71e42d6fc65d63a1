// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the values at a place of JSON records are.
struct JSONGuess {
  /// Objects with more names than this are maps, if their values have one type.
  static let mapLimit = 200

  private var hasBools = false
  private var hasIntegers = false
  private var hasWideIntegers = false
  private var hasDoubles = false
  private var texts: FieldGuess?
  private var areUUIDs = true
  /// The elements of lists; none if there were no lists. An array keeps the guess in another place.
  private var elements: [JSONGuess] = []
  private var hasObjects = false
  private(set) var keys: [String] = []
  private(set) var values: [JSONGuess] = []
  private var places: [String: Int] = [:]

  /// Whether all values were objects, and there was one.
  var isObject: Bool { hasObjects && kinds == 1 }

  private var hasNumbers: Bool { hasIntegers || hasWideIntegers || hasDoubles }

  private var kinds: Int {
    [hasBools, hasNumbers, texts != nil, !elements.isEmpty, hasObjects].count { $0 }
  }

  /// Takes a value that is known to be valid.
  mutating func take(_ json: JSONScanner, _ range: Range<Int>) {
    switch json.kind(of: range) {
    case .null: break
    case .bool: hasBools = true
    case .integer, .natural: takeInteger(TextBytes(rebasing: json.bytes[range]))
    case .double: hasDoubles = true
    case .text:
      var text: [UInt8] = []
      JSONScanner.unescape(json.bytes[range].dropFirst().dropLast(), to: &text)
      var guess = texts ?? FieldGuess()
      text.withUnsafeBufferPointer {
        guess.take($0)
        if areUUIDs, $0.count != 36 || TextReader.uuid($0) == nil { areUUIDs = false }
      }
      texts = guess
    case .array:
      if elements.isEmpty { elements = [JSONGuess()] }
      json.forEachPart(of: range) { _, part in
        elements[0].take(json, part)
        return true
      }
    case .object:
      hasObjects = true
      json.forEachPart(of: range) { name, part in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        let key = String(decoding: text, as: UTF8.self)
        let place = places[key] ?? keys.count
        if place == keys.count {
          places[key] = place
          keys.append(key)
          values.append(JSONGuess())
        }
        values[place].take(json, part)
        return true
      }
    }
  }

  private mutating func takeInteger(_ text: TextBytes) {
    if TextReader.integer(text, as: Int64.self) != nil {
      hasIntegers = true
    } else if TextReader.integer(text, as: UInt64.self) != nil {
      hasWideIntegers = true
    } else {
      hasDoubles = true
    }
  }

  /// The type that takes all values; what is nested deeper than `depth` stays JSON.
  func type(depth: Int) -> SQLType {
    guard kinds == 1, depth > 0 || !(hasObjects || !elements.isEmpty) else { return .json }
    if hasBools { return .boolean }
    if hasNumbers { return hasDoubles ? .double : hasWideIntegers ? .hugeint : .bigint }
    if let texts { return areUUIDs ? .uuid : texts.typeOfJSON }
    if let element = elements.first { return .list(element.type(depth: depth - 1)) }
    guard !keys.isEmpty else { return .map(.varchar, .json) }
    let types = values.map { $0.type(depth: depth - 1) }
    if keys.count > Self.mapLimit {
      var common: SQLType? = types[0]
      for type in types { common = common.flatMap { SQLType.common($0, type) } }
      if let common { return .map(.varchar, common) }
    }
    return .structure(zip(keys, types).map { SQLType.Field(name: $0, type: $1) })
  }
}

extension FieldGuess {
  /// What texts of JSON are: dates and times as the standard writes them, or just texts.
  fileprivate var typeOfJSON: SQLType {
    switch reader.type {
    case .date where reader.dateFormat != nil: .varchar
    case .date, .time, .timestamp, .timestampTZ: reader.type
    default: .varchar
    }
  }
}

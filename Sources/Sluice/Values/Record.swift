// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Named values that keep their order.
///
/// A key stands at the place where it was first set; setting it again replaces its value there.
/// Two records are equal if they have the same fields in the same order.
public struct Record: Sendable {
  /// The names, in order.
  public private(set) var keys: [String]
  /// The values, in the order of their names.
  public private(set) var values: [Value]
  // Places of the keys, from the moment that a wide record is written to. It never decides
  // equality, and a record without one is searched from the front.
  private var places: [String: Int]?

  private static let widthWithoutPlaces = 16

  /// Makes a record without fields.
  public init() {
    keys = []
    values = []
  }

  /// Makes a record from pairs. Of pairs with the same key the last one sets the value.
  public init(_ pairs: some Sequence<(String, Value)>) {
    self.init()
    reserveCapacity(pairs.underestimatedCount)
    for (key, value) in pairs { set(key, value) }
  }

  /// Makes a record from keys that the caller knows to differ, and as many values.
  package init(uniqueKeys: [String], values: [Value]) {
    precondition(uniqueKeys.count == values.count, "A record has one value for each key.")
    keys = uniqueKeys
    self.values = values
  }

  /// Makes room for `capacity` fields.
  public mutating func reserveCapacity(_ capacity: Int) {
    keys.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
  }

  /// The value named `key`, or `nil` if there is none. Setting `nil` removes the field.
  ///
  /// - Complexity: O(1) in a wide record, except that a removal is O(*n*).
  public subscript(key: String) -> Value? {
    get { place(of: key).map { values[$0] } }
    set {
      if let newValue {
        set(key, newValue)
      } else {
        removeValue(forKey: key)
      }
    }
  }

  /// The place of `key`, or `nil` if there is no such field.
  public func place(of key: String) -> Int? {
    if let places { return places[key] }
    return keys.firstIndex(of: key)
  }

  /// Sets the value of a field, at the end if it is new.
  public mutating func set(_ key: String, _ value: Value) {
    if places == nil, keys.count >= Self.widthWithoutPlaces { findPlaces() }
    if let place = place(of: key) {
      values[place] = value
    } else {
      places?[key] = keys.count
      keys.append(key)
      values.append(value)
    }
  }

  /// Changes the value at a place.
  public mutating func update(at place: Int, with value: Value) { values[place] = value }

  /// Removes a field and returns its value, or `nil` if there is none.
  @discardableResult
  public mutating func removeValue(forKey key: String) -> Value? {
    guard let place = place(of: key) else { return nil }
    places = nil
    keys.remove(at: place)
    return values.remove(at: place)
  }

  private mutating func findPlaces() {
    places = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
  }
}

extension Record: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    left.keys == right.keys && left.values == right.values
  }

  /// Feeds the fields to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(keys)
    hasher.combine(values)
  }
}

extension Record: RandomAccessCollection {
  /// A name with its value.
  public typealias Element = (key: String, value: Value)

  public var startIndex: Int { 0 }
  public var endIndex: Int { keys.count }

  /// The field at a place.
  public subscript(position: Int) -> Element { (keys[position], values[position]) }
}

extension Record: ExpressibleByDictionaryLiteral {
  /// Makes a record. Of equal keys the last one sets the value.
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Record: CustomStringConvertible {
  /// The record as JSON text.
  public var description: String { Value.record(self).description }
}

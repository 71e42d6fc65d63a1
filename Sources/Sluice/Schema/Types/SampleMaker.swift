// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes values up, with everything filled that may be empty, so that they can be taken apart.
final class SampleMaker {
  /// What texts and numbers are in a made-up value: if a type refuses the first, the next is tried.
  static let contents: [(text: String, number: Int8)] = [
    ("1", 1), ("2000-01-01T00:00:00Z", 0), ("2000-01-01", 2), ("https://example.org/", 10),
    ("00000000-0000-0000-0000-000000000000", 100), ("ada@example.org", -1), ("EUR", 3),
  ]

  /// How many types may lie in each other: a generic type can go on for ever.
  private static let deepest = 64
  /// How many values are made at the most: types that hold each other can be combined without end.
  private static let most = 50_000

  /// A type lies within itself: whatever can be empty around it has to be.
  private struct Recursion: Error {}

  private var types: [ObjectIdentifier] = []
  private var count = 0

  /// A value of `type`, which stands at `path`.
  func make<T: Decodable>(_ type: T.Type, at path: [any CodingKey]) throws -> T {
    try make(type, at: path, Self.contents[0])
  }

  /// A value of `type` that has, if it is a text or a number, the given content.
  func make<T: Decodable>(
    _ type: T.Type,
    at path: [any CodingKey],
    _ content: (text: String, number: Int8)
  ) throws -> T {
    count += 1
    guard count <= Self.most else { throw UnreadableType(T.self, at: path, .endless) }
    if let known = sampleValue(of: type, text: content.text, number: content.number) {
      return known
    }
    if let describing = type as? any TableDescribing.Type, let example = describing.firstExample {
      guard let example = example as? T else { throw UnreadableType(T.self, at: path, .refusing) }
      return example
    }
    // Nothing at all would be taken for a missing value of an optional type.
    if let dictionary = type as? any EmptyDictionary.Type, let empty = dictionary.empty as? T {
      return empty
    }
    if let cases = type as? any CaseIterable.Type, let any = cases.firstCase,
      let first = any as? T
    {
      return first
    }
    return try decode(type, at: path)
  }

  /// A value of `type`, or `nil` if that would have to hold one of its own type, and so on.
  func makeIfFinite<T: Decodable>(_ type: T.Type, at path: [any CodingKey]) throws -> T? {
    do {
      return try make(type, at: path)
    } catch is Recursion {
      return nil
    }
  }

  private func decode<T: Decodable>(_ type: T.Type, at path: [any CodingKey]) throws -> T {
    let id = ObjectIdentifier(type)
    guard types.count(where: { $0 == id }) < 2 else { throw Recursion() }
    guard types.count < Self.deepest else { throw UnreadableType(T.self, at: path, .endless) }
    types.append(id)
    defer { types.removeLast() }
    var cause: (any Error)?
    for content in Self.contents {
      do {
        return try T(from: SampleDecoder(maker: self, content: content, codingPath: path))
      } catch let error as UnreadableType {
        throw error
      } catch is Recursion {
        return try T(
          from: SampleDecoder(maker: self, content: content, isEmpty: true, codingPath: path)
        )
      } catch {
        cause = cause ?? error
      }
    }
    if let type = type as? any RawRepresentable.Type, let first = type.firstTrivial as? T {
      return first
    }
    throw UnreadableType(T.self, at: path, .refusing, cause: cause)
  }
}

/// Says which type does not show what it is made of.
struct UnreadableType: Error {
  /// What is wrong with it.
  enum Reason {
    /// It refuses values that are made up, or has no way to say what it is.
    case refusing
    /// It does not come to an end.
    case endless
  }

  var type: Any.Type
  var path: [any CodingKey]
  var reason: Reason
  var cause: (any Error)?

  init(_ type: Any.Type, at path: [any CodingKey], _ reason: Reason, cause: (any Error)? = nil) {
    self.type = type
    self.path = path
    self.reason = reason
    self.cause = cause
  }
}

extension TableDescribing {
  fileprivate static var firstExample: (any TableDescribing)? { examples.first }
}

extension CaseIterable {
  fileprivate static var firstCase: Any? { allCases.first }
}

/// A dictionary: what it is made of is told by its keys, which are data.
private protocol EmptyDictionary {
  static var empty: Any { get }
}

extension Dictionary: EmptyDictionary {
  fileprivate static var empty: Any { Self() }
}

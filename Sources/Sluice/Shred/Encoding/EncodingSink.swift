// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What an encoder writes to: a tree of values, or the columns of a table.
///
/// A class and plain structures instead of a protocol with associated types: encoding is code of the
/// user that calls through existentials, where every generic type has to be looked up at run time.
/// That made a record of twelve fields cost twice as much.
class EncodingSink {
  /// Whether a type is that of dictionaries with texts as keys.
  private var dictionaries: [ObjectIdentifier: Bool] = [:]

  /// Puts a scalar, or a value that is a tree already, at `spot`.
  func put(_ value: Value, at spot: EncodingSpot) throws {}
  /// Starts an object at `spot`.
  func fields(at spot: EncodingSpot) throws -> EncodingFields { EncodingFields() }
  /// The place of the field `key`.
  func spot(for key: String, in fields: inout EncodingFields) throws -> EncodingSpot {
    EncodingSpot()
  }
  /// Starts a list at `spot`.
  func elements(at spot: EncodingSpot) throws -> EncodingElements { EncodingElements() }
  /// The place of the next element.
  func nextSpot(in elements: inout EncodingElements) throws -> EncodingSpot { EncodingSpot() }
}

/// A place that takes one value.
struct EncodingSpot {
  /// Which part of a row takes the value.
  enum Part { case record, field, element }

  /// Which part of the row it is.
  var part = Part.record
  /// The fields around it, or those that an element may have.
  var node: UnsafeMutablePointer<ShapeNode>?
  /// The number of the field.
  var number: Int32 = -1
  /// The row.
  var row = 0
  /// The value, in a tree.
  var tree: TreeNode?
}

/// An object that is being filled, and the field that is likely to come next.
struct EncodingFields {
  var node: UnsafeMutablePointer<ShapeNode>?
  var row = 0
  var stamp: UInt64 = 0
  var current: Int32 = -1
  var previous: Int32 = -1
  var tree: TreeNode?
  /// Why the object could not be started: said when it is first written to.
  var failure: (any Error)?
}

/// A list that is being filled.
struct EncodingElements {
  var node: UnsafeMutablePointer<ShapeNode>?
  var parent = 0
  var position = 0
  var tree: TreeNode?
  /// Why the list could not be started: said when it is first written to.
  var failure: (any Error)?
}

extension EncodingSink {
  /// The value as a dictionary with texts as keys, or `nil` if it is something else.
  func dictionary<T>(_ value: T) -> (any TextKeyedDictionary)? {
    let type = ObjectIdentifier(T.self)
    if dictionaries[type] == false { return nil }
    let dictionary = value as? any TextKeyedDictionary
    dictionaries[type] = dictionary != nil
    return dictionary
  }

  func startFields(at spot: @autoclosure () throws -> EncodingSpot) -> EncodingFields {
    do {
      return try fields(at: spot())
    } catch {
      return EncodingFields(failure: error)
    }
  }

  func startElements(at spot: @autoclosure () throws -> EncodingSpot) -> EncodingElements {
    do {
      return try elements(at: spot())
    } catch {
      return EncodingElements(failure: error)
    }
  }

  func encoder(
    at spot: @autoclosure () throws -> EncodingSpot,
    codingPath: [any CodingKey]
  ) -> any Encoder {
    do {
      return SinkEncoder(sink: self, spot: try spot(), codingPath: codingPath)
    } catch {
      return SinkEncoder(sink: FailedSink(error), spot: EncodingSpot(), codingPath: codingPath)
    }
  }
}

/// Stands where a place was asked for that there is not; throws when it is written to.
private final class FailedSink: EncodingSink {
  private let error: any Error

  init(_ error: any Error) { self.error = error }

  override func put(_ value: Value, at spot: EncodingSpot) throws { throw error }
  override func fields(at spot: EncodingSpot) throws -> EncodingFields { throw error }
  override func elements(at spot: EncodingSpot) throws -> EncodingElements { throw error }
}

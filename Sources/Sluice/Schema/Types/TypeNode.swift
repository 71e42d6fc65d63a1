// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What was seen of the values of a type, at one place of it, when they were encoded.
///
/// A place may have seen values of several kinds: each leaves its trace.
final class TypeNode {
  /// How often a value stood here, a null included.
  private(set) var visits = 0
  /// How often it was a scalar.
  private(set) var scalarVisits = 0
  /// What kind of scalar stood here first.
  private(set) var scalar: DataType?
  /// The fields of records, in the order in which they appeared.
  private(set) var fields: [(key: String, node: TypeNode)] = []
  /// The elements of lists, if there were lists; all of them may have been empty.
  private(set) var element: TypeNode?
  /// Whether the static type says that a value may be missing.
  var isOptional = false
  /// Who has a say in the columns.
  var describing: (any TableDescribing.Type)?
  private var presence = 0
  private var lastPresence = 0

  /// Notes that a value stands here.
  func visit() { visits += 1 }

  /// Takes a visit back that will be noted again.
  func takeBackVisit() { visits -= 1 }

  /// Notes that the value is a scalar.
  func putScalar(_ type: DataType) {
    scalar = scalar ?? type
    scalarVisits += 1
  }

  /// The place of the field `key`, in the record that stands here now.
  func field(_ key: String) -> TypeNode {
    let found = fields.first { $0.key == key }?.node
    let node = found ?? TypeNode()
    if found == nil { fields.append((key, node)) }
    if node.lastPresence != visits {
      node.lastPresence = visits
      node.presence += 1
    }
    return node
  }

  /// Makes the place of another value the field `key` of this one.
  func adopt(_ node: TypeNode, as key: String) {
    fields.append((key, node))
    node.presence = visits
  }

  /// The place of all elements of lists.
  func listElements() -> TypeNode {
    let node = element ?? TypeNode()
    element = node
    return node
  }

  /// Whether some value of those that `owner` saw had nothing at this field of it.
  func isMissing(in owner: TypeNode) -> Bool { isOptional || presence < owner.visits }

  /// Whether something else than a scalar stood here, too.
  var isScalarMissing: Bool { scalarVisits < visits }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Turns values of types that can be encoded into trees of values.
enum ValueEncoder {
  /// The tree for `value`, with its fields in the order in which they were encoded.
  static func encode(_ value: some Encodable) throws -> Value {
    if let scalar = try scalarValue(of: value) { return scalar }
    let root = TreeNode()
    let spot = EncodingSpot(tree: root)
    try SinkEncoder.encode(whole: value, at: spot, of: TreeSink(), path: [])
    return root.value
  }
}

/// One value that is being made.
final class TreeNode {
  private var scalar = Value.null
  private var fields: [(String, TreeNode)] = []
  private var elements: [TreeNode] = []
  private var kind = Kind.scalar

  private enum Kind { case scalar, record, list }

  func set(_ value: Value) {
    scalar = value
    kind = .scalar
  }

  func becomeRecord() { kind = .record }
  func becomeList() { kind = .list }

  func field(_ key: String) -> TreeNode {
    if let known = fields.first(where: { $0.0 == key }) { return known.1 }
    let node = TreeNode()
    fields.append((key, node))
    return node
  }

  func element() -> TreeNode {
    let node = TreeNode()
    elements.append(node)
    return node
  }

  /// The value with everything below it.
  var value: Value {
    switch kind {
    case .scalar: return scalar
    case .list: return .list(elements.map(\.value))
    case .record:
      var record = Record()
      for (key, node) in fields { record[key] = node.value }
      return .record(record)
    }
  }
}

/// Collects a tree of values.
private final class TreeSink: EncodingSink {
  override func put(_ value: Value, at spot: EncodingSpot) { spot.tree?.set(value) }

  override func fields(at spot: EncodingSpot) -> EncodingFields {
    spot.tree?.becomeRecord()
    return EncodingFields(tree: spot.tree)
  }

  override func spot(for key: String, in fields: inout EncodingFields) -> EncodingSpot {
    EncodingSpot(tree: fields.tree?.field(key))
  }

  override func elements(at spot: EncodingSpot) -> EncodingElements {
    spot.tree?.becomeList()
    return EncodingElements(tree: spot.tree)
  }

  override func nextSpot(in elements: inout EncodingElements) -> EncodingSpot {
    EncodingSpot(tree: elements.tree?.element())
  }
}

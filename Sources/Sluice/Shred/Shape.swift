// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Nodes and slots are raw structures that the hot loops walk; they are made
// and freed by Shape alone, and never move once made.

/// One level of objects in the records: its fields, in the order in which they appeared first.
struct ShapeNode {
  /// The fields.
  var slots: UnsafeMutablePointer<ShapeSlot>
  /// The number of fields.
  var count: Int32 = 0
  /// Room for fields.
  var capacity: Int32
  /// The field that stood first in the last object.
  var first: Int32 = -1
  /// The field that scalars in a list go to.
  var scalarSlot: Int32 = -1
  /// The field that lists in a list go to.
  var listSlot: Int32 = -1
  /// Hash table of field numbers, -1 where free; twice as large as the fields need.
  var buckets: UnsafeMutablePointer<Int32>
  var bucketMask: Int
  /// The table whose rows the objects are, or are part of.
  let table: UnsafeMutablePointer<TableRows>
  /// Which description belongs to the node.
  let index: Int
}

/// One field of a node, with all that the hot loop needs to know of it.
struct ShapeSlot {
  /// The first eight bytes of the key as it stands in JSON, closing quote included.
  var head: UInt64
  /// Which bits of `head` are the key's.
  var headMask: UInt64
  /// The last eight bytes of the key, closing quote included; used for keys of more than eight bytes.
  var tail: UInt64
  /// Bytes of the key with the closing quote.
  var length: Int32
  /// The field that followed the last time.
  var next: Int32 = -1
  /// The object in which the field was seen last: a second time there means a duplicate key.
  var stamp: UInt64 = 0
  /// Where scalars go, once a value was seen.
  var column: ColumnPointer?
  /// How scalars are stored without further ado.
  var direct: DirectStore = .none
  /// Scalars are left out by decision.
  var skipsScalars = false
  /// Scalars become fields of the json column of the table.
  var overflows = false
  /// A null has to be refused.
  var refusesNull = false
  /// Another field leads to the same name: which of them wins is for the careful way.
  var isShared = false
  /// What becomes of objects.
  var objects: NestedAction = .unknown
  /// What becomes of lists.
  var lists: NestedAction = .unknown
  /// The fields of objects that are flattened.
  var object: UnsafeMutablePointer<ShapeNode>?
  /// The elements of lists that are tables.
  var list: UnsafeMutablePointer<ShapeNode>?
  /// Columns of values that do not fit, by the kind of the value; eleven of them, or none yet.
  var variants: UnsafeMutablePointer<VariantSlot>?
  /// The key with the closing quote, for keys of more than sixteen bytes.
  let key: UnsafeMutablePointer<UInt8>
  /// Which description belongs to the slot.
  let index: Int
}

/// What becomes of an object or list under a key.
enum NestedAction: UInt8 {
  /// None was seen.
  case unknown
  /// Fields become columns, elements become rows.
  case nest
  /// Kept as one json value.
  case json
  /// Left out by decision.
  case skip
}

/// The rows of a table as the hot loop sees them.
struct TableRows {
  /// Rows so far.
  var count = 0
  /// Rows there is room for.
  var capacity: Int
  /// The record in which the table got rows last.
  var record: UInt64 = 0
  /// Rows before that record.
  var countBeforeRecord = 0
  /// The row above each row, in the table above.
  var parents: UnsafeMutablePointer<UInt32>
  /// The place of each row in its list.
  var positions: UnsafeMutablePointer<UInt32>
  /// Which table it is.
  let index: Int
  /// The json column for fields without a column, once there is one.
  var overflow: Unmanaged<OverflowRows>?
}

/// The shape of the records of one root table: nodes, slots, and how keys are found among them.
final class Shape {
  /// What is known of a node beside its fields.
  struct NodeInfo {
    var pointer: UnsafeMutablePointer<ShapeNode>
    /// The table's number.
    var table: Int
    /// Normalised names from the table down to the node.
    var prefix: [String]
    /// Names of the source from the record down to the node.
    var path: [String]
    /// The slot whose objects have the fields; `nil` where the row begins.
    var owner: Int?
    /// Levels of nesting left.
    var remaining: Int
    /// Levels of nesting left where the row begins: lists count from there, however deep in
    /// records they stand.
    var remainingOfRow: Int
    /// The numbers of the fields by their keys in the source.
    var numbers: [String: Int] = [:]
  }

  /// What is known of a slot beside its place in memory.
  struct SlotInfo {
    var node: Int
    var number: Int
    /// The key in the source.
    var key: String
    /// The name of the column, and the last part of the name of a nested table.
    var name: String
    /// The normalised key alone.
    var part: String
    /// Whether a null was seen, and no value ever.
    var onlyNulls = false
    /// The library fills the column itself.
    var isSystem = false
    /// The field is left out by request.
    var isFiltered = false
  }

  private(set) var nodes: [NodeInfo] = []
  var slots: [SlotInfo] = []
  /// What is refused, by slot and by what comes there.
  var refusals: [RefusalKey: Refusal] = [:]

  /// What stands at a slot: a value that would be a new column, a misfit of some type, nested data.
  struct RefusalKey: Hashable {
    var slot: Int
    var misfit: DataType.Kind?
    var isNested = false
  }

  deinit {
    for info in nodes {
      let node = info.pointer
      for number in 0..<Int(node.pointee.count) {
        node.pointee.slots[number].key.deallocate()
        node.pointee.slots[number].variants?.deallocate()
      }
      node.pointee.slots.deallocate()
      node.pointee.buckets.deallocate()
      node.deallocate()
    }
  }

  /// Makes a node without fields.
  func makeNode(
    table: UnsafeMutablePointer<TableRows>,
    prefix: [String],
    path: [String],
    owner: Int? = nil,
    remaining: Int,
    remainingOfRow: Int? = nil
  ) -> UnsafeMutablePointer<ShapeNode> {
    let node = UnsafeMutablePointer<ShapeNode>.allocate(capacity: 1)
    let buckets = UnsafeMutablePointer<Int32>.allocate(capacity: 16)
    buckets.initialize(repeating: -1, count: 16)
    node.initialize(
      to: ShapeNode(
        slots: .allocate(capacity: 8),
        capacity: 8,
        buckets: buckets,
        bucketMask: 15,
        table: table,
        index: nodes.count
      )
    )
    nodes.append(
      NodeInfo(
        pointer: node,
        table: table.pointee.index,
        prefix: prefix,
        path: path,
        owner: owner,
        remaining: remaining,
        remainingOfRow: remainingOfRow ?? remaining
      )
    )
    return node
  }

  /// Adds a field; `literal` is the key as it stands in JSON between the quotes.
  ///
  /// A field that no key leads to is not `named`.
  func addSlot(
    to node: UnsafeMutablePointer<ShapeNode>,
    literal: [UInt8],
    key: String,
    part: String,
    name: String,
    isNamed: Bool = true
  ) -> Int {
    if node.pointee.count == node.pointee.capacity { growSlots(of: node) }
    let number = Int(node.pointee.count)
    let bytes = literal + [UInt8(ascii: "\"")]
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
    copy.initialize(repeating: 0, count: bytes.count + 8)
    copy.update(from: bytes, count: bytes.count)
    let raw = UnsafeRawPointer(copy)
    let mask = bytes.count >= 8 ? UInt64.max : (1 << UInt64(bytes.count * 8)) - 1
    let tail =
      bytes.count > 8 ? raw.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self) : 0
    (node.pointee.slots + number).initialize(
      to: ShapeSlot(
        head: raw.loadUnaligned(as: UInt64.self) & mask,
        headMask: mask,
        tail: tail,
        length: Int32(bytes.count),
        key: copy,
        index: slots.count
      )
    )
    node.pointee.count += 1
    if isNamed { nodes[node.pointee.index].numbers[key] = number }
    slots.append(
      SlotInfo(node: node.pointee.index, number: number, key: key, name: name, part: part)
    )
    insert(number, into: node)
    return number
  }

  /// Hides all fields of a table that lead to `name` from the known way.
  func share(_ name: String, inTable table: Int) {
    for (index, info) in slots.enumerated() where info.name == name {
      guard nodes[info.node].table == table else { continue }
      let slot = slot(index)
      slot.pointee.isShared = true
      // No key looks like this.
      slot.pointee.headMask = 0
      slot.pointee.head = 1
    }
  }

  /// The slot that an info belongs to.
  func slot(_ index: Int) -> UnsafeMutablePointer<ShapeSlot> {
    nodes[slots[index].node].pointer.pointee.slots + slots[index].number
  }

  private func growSlots(of node: UnsafeMutablePointer<ShapeNode>) {
    let count = Int(node.pointee.count)
    let capacity = count * 2
    let slots = UnsafeMutablePointer<ShapeSlot>.allocate(capacity: capacity)
    slots.moveInitialize(from: node.pointee.slots, count: count)
    node.pointee.slots.deallocate()
    node.pointee.slots = slots
    node.pointee.capacity = Int32(capacity)
    node.pointee.buckets.deallocate()
    node.pointee.buckets = .allocate(capacity: capacity * 2)
    node.pointee.buckets.initialize(repeating: -1, count: capacity * 2)
    node.pointee.bucketMask = capacity * 2 - 1
    for number in 0..<count { insert(number, into: node) }
  }

  private func insert(_ number: Int, into node: UnsafeMutablePointer<ShapeNode>) {
    let slot = node.pointee.slots + number
    var bucket = Int(truncatingIfNeeded: hashKey(slot.pointee.key, Int(slot.pointee.length)))
    while node.pointee.buckets[bucket & node.pointee.bucketMask] >= 0 { bucket += 1 }
    node.pointee.buckets[bucket & node.pointee.bucketMask] = Int32(number)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Says that a value brought something that the shape does not know: it has to go the careful way.
struct UnknownShape: Error {}

/// Writes what is encoded straight into the columns of a shredder, along the known shape.
final class ColumnSink: EncodingSink {
  private let shredder: TableShredder
  private let hot: UnsafeMutablePointer<HotState>

  /// Whether anything was odd. An encoder that starts a container and writes nothing to it does not
  /// hear of an error.
  var hasUnknown = false

  init(_ shredder: TableShredder) {
    self.shredder = shredder
    hot = shredder.hot
  }

  private func unknown() -> UnknownShape {
    hasUnknown = true
    return UnknownShape()
  }

  override func put(_ value: Value, at spot: EncodingSpot) throws {
    guard let node = spot.node else { throw unknown() }
    var number = spot.number
    if spot.part == .element {
      switch value {
      case .record(let record):
        guard shredder.walk(record, node, spot.row) else { throw unknown() }
        return
      case .list: number = node.pointee.listSlot
      default: number = node.pointee.scalarSlot
      }
    }
    guard number >= 0,
      shredder.store(value, in: node.pointee.slots + Int(number), at: spot.row)
    else { throw unknown() }
  }

  override func fields(at spot: EncodingSpot) throws -> EncodingFields {
    guard var node = spot.node else { throw unknown() }
    if spot.part == .field {
      let slot = node.pointee.slots + Int(spot.number)
      guard slot.pointee.objects == .nest, let object = slot.pointee.object else {
        throw unknown()
      }
      node = object
    }
    hot.pointee.object &+= 1
    return EncodingFields(
      node: node,
      row: spot.row,
      stamp: hot.pointee.object,
      current: node.pointee.first
    )
  }

  override func spot(for key: String, in fields: inout EncodingFields) throws -> EncodingSpot {
    guard let node = fields.node else { throw unknown() }
    let number = shredder.number(
      of: key,
      in: node,
      predicted: fields.current,
      after: fields.previous
    )
    guard number >= 0 else { throw unknown() }
    let slot = node.pointee.slots + Int(number)
    if slot.pointee.stamp == fields.stamp { throw unknown() }
    slot.pointee.stamp = fields.stamp
    fields.previous = number
    fields.current = slot.pointee.next
    return EncodingSpot(part: .field, node: node, number: number, row: fields.row)
  }

  override func elements(at spot: EncodingSpot) throws -> EncodingElements {
    guard let node = spot.node else { throw unknown() }
    let number =
      switch spot.part {
      case .record: Int32(-1)
      case .field: spot.number
      case .element: node.pointee.listSlot
      }
    guard number >= 0 else { throw unknown() }
    let slot = node.pointee.slots + Int(number)
    guard slot.pointee.lists == .nest else { throw unknown() }
    return EncodingElements(node: slot.pointee.list, parent: spot.row)
  }

  override func nextSpot(in elements: inout EncodingElements) throws -> EncodingSpot {
    guard let node = elements.node else { throw unknown() }
    let row = hot.addRow(
      to: node.pointee.table,
      parent: elements.parent,
      position: elements.position
    )
    guard row >= 0 else { throw unknown() }
    elements.position += 1
    return EncodingSpot(part: .element, node: node, row: row)
  }
}

extension TableShredder {
  /// Shreds one value of a type that can be encoded.
  func shred(_ value: some Encodable) throws { try shredEach(CollectionOfOne(value)) }

  /// Shreds values of a type that can be encoded.
  func shredEach<Element: Encodable>(_ values: some Sequence<Element>) throws {
    let sink = ColumnSink(self)
    for value in values { try shred(value, by: sink) }
  }

  private func shred(_ value: some Encodable, by sink: ColumnSink) throws {
    beginRecord()
    if !needsWholeRecords, tables[0].hasSystemColumns, encodeKnown(value, by: sink),
      passesChecks()
    {
      recordCount += 1
      return
    }
    let tree: Value
    do {
      tree = try ValueEncoder.encode(value)
    } catch var error as LoadError {
      error.location.record = recordCount + 1
      throw error
    }
    try learn(tree)
  }

  private func encodeKnown(_ value: some Encodable, by sink: ColumnSink) -> Bool {
    if (try? scalarValue(of: value)) != nil { return false }
    if tables[0].rows.pointee.count == tables[0].rows.pointee.capacity { tables[0].grow() }
    while true {
      sink.hasUnknown = false
      let row = hot.addRow(to: tables[0].rows, parent: 0, position: 0)
      let spot = EncodingSpot(node: root, row: row)
      do {
        try SinkEncoder.encode(whole: value, at: spot, of: sink, path: [])
        if !sink.hasUnknown { return true }
      } catch {
        // An error of the value's own comes again, and is told, on the careful way.
      }
      guard hot.pointee.isFull else { return false }
      growFullTables()
      rollBack()
    }
  }
}

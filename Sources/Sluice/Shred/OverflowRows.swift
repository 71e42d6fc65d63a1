// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The json column for the fields for which a table has no columns of their own.
///
/// Fields wait here until their record is there to stay; then each row gets an object of those that
/// it has. The object is the record without what went to columns and tables: fields keep the names
/// of the source, and stand in the objects in which they stood.
final class OverflowRows {
  /// The name of the column.
  let name: String
  private let column: ColumnPointer
  private var fields: ContiguousArray<Field> = []
  private var values: [UInt8] = []
  /// Per slot, its waypoints; none where the way is not known.
  private var routes: ContiguousArray<Range<Int>> = []
  private var waypoints: ContiguousArray<Waypoint> = []
  private var names: [UInt8] = []
  /// Whether all fields stand in the row itself.
  private var isFlat = true

  /// A field that waits: its row, its slot, and where its value lies.
  private struct Field {
    var row: Int
    var slot: Int
    var start: Int
    var end: Int
  }

  /// An object on the way to a field, or the field: its slot, and where its name lies.
  ///
  /// The name stands between a comma and a colon.
  private struct Waypoint {
    var slot: Int
    var start: Int
    var end: Int
  }

  /// Writes to `column`, which is called `name`.
  init(_ name: String, _ column: ColumnPointer) {
    self.name = name
    self.column = column
  }

  /// Whether the way to the field at `slot` is known.
  func knows(_ slot: Int) -> Bool { slot < routes.count && !routes[slot].isEmpty }

  /// Learns the way to a field: the slots and keys of the objects around it, and at last its own.
  func learn(_ path: [(slot: Int, key: String)]) {
    guard let field = path.last else { return }
    while routes.count <= field.slot { routes.append(0..<0) }
    routes[field.slot] = waypoints.count..<waypoints.count + path.count
    for (slot, key) in path {
      let start = names.count
      names.append(UInt8(ascii: ","))
      JSONWriter().append(.text(key), to: &names)
      names.append(UInt8(ascii: ":"))
      waypoints.append(Waypoint(slot: slot, start: start, end: names.count))
    }
    if path.count > 1 { isFlat = false }
  }

  /// Adds a field of `row` whose way is known.
  func append(_ value: Value, of slot: Int, at row: Int) {
    let start = values.count
    JSONWriter().append(value, to: &values)
    fields.append(Field(row: row, slot: slot, start: start, end: values.count))
  }

  /// Adds a field of `row` that is JSON already.
  func append(_ json: UnsafeBufferPointer<UInt8>, of slot: Int, at row: Int) {
    let start = values.count
    values.append(contentsOf: json)
    fields.append(Field(row: row, slot: slot, start: start, end: values.count))
  }

  /// Forgets the fields that wait.
  func removeAll() {
    fields.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Writes the fields that wait; those of a row follow each other.
  func store(in heap: inout ByteHeap) {
    fields.withUnsafeMutableBufferPointer { fields in
      var first = 0
      while first < fields.count {
        var last = first + 1
        while last < fields.count, fields[last].row == fields[first].row { last += 1 }
        let row = UnsafeMutableBufferPointer(rebasing: fields[first..<last])
        sort(row)
        column.put(write(row, to: &heap), at: row[0].row)
        first = last
      }
    }
    removeAll()
  }

  /// Puts the fields of a row in the order of their slots.
  private func sort(_ unsorted: UnsafeMutableBufferPointer<Field>) {
    var fields = unsorted
    if isFlat {
      fields.sort { $0.slot < $1.slot }
    } else {
      fields.sort { left, right in
        waypoints[routes[left.slot]].lexicographicallyPrecedes(waypoints[routes[right.slot]]) {
          $0.slot < $1.slot
        }
      }
    }
  }

  /// Writes the fields of a row as an object, and gives its view; those of one object inside follow
  /// each other.
  private func write(
    _ fields: UnsafeMutableBufferPointer<Field>,
    to heap: inout ByteHeap
  ) -> UInt64 {
    let (opening, closing) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    return names.withUnsafeBufferPointer { names in
      values.withUnsafeBufferPointer { values in
        let start = heap.count
        heap.append(byte: opening)
        var isFirst = true
        var open = 0..<0
        for field in fields {
          let route = routes[field.slot]
          let around = route.dropLast()
          var shared = 0
          while shared < open.count, shared < around.count,
            waypoints[open.lowerBound + shared].slot == waypoints[around.lowerBound + shared].slot
          {
            shared += 1
          }
          for _ in shared..<open.count {
            heap.append(byte: closing)
            isFirst = false
          }
          for index in route.dropFirst(shared) {
            let (from, to) = (waypoints[index].start + (isFirst ? 1 : 0), waypoints[index].end)
            _ = heap.append(UnsafeBufferPointer(rebasing: names[from..<to]))
            isFirst = index + 1 < route.upperBound
            if isFirst { heap.append(byte: opening) }
          }
          _ = heap.append(UnsafeBufferPointer(rebasing: values[field.start..<field.end]))
          open = around
        }
        for _ in open { heap.append(byte: closing) }
        heap.append(byte: closing)
        return UInt64(start) << 32 | UInt64(heap.count - start)
      }
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The values as those of the wider `type`, or `nil` if one of them would be lost.
  ///
  /// All types become text, in the form that a text column gives them, or json; json becomes text
  /// as it is spelled. Integers become floating-point numbers if all are held exactly. Values of the
  /// same kind stay as they are; anything else is `nil`.
  package func cast(to type: DataType) -> Vector? {
    if type.kind == self.type.kind { return self }
    switch (type.kind, storage) {
    case (.text, .bytes(let views)) where self.type.kind == .json:
      return Vector(type: type, storage: .bytes(views), validity: validity)
    case (.text, _):
      return spelled(as: type) { $0 += $1.columnText.utf8 }
    case (.json, _):
      let writer = JSONWriter()
      return spelled(as: type) { writer.append($1, to: &$0) }
    case (.double, .int64(let values)) where self.type.kind == .bigint:
      return doubles(values, type)
    case (.double, .int128(let values)) where self.type.kind == .bigint:
      return doubles(values, type)
    default:
      return nil
    }
  }

  /// Whether the values can be cast to `type`.
  package func isCastable(to type: DataType) -> Bool {
    switch type.kind {
    case self.type.kind, .text, .json: true
    default: cast(to: type) != nil
    }
  }

  private func doubles(_ values: ContiguousArray<some BinaryInteger>, _ type: DataType) -> Vector? {
    var doubles = ContiguousArray<Double>()
    doubles.reserveCapacity(values.count)
    // A row without a value holds zero, which is as exact as can be.
    for value in values {
      guard let double = Double(exactly: value) else { return nil }
      doubles.append(double)
    }
    return Vector(type: type, storage: .double(doubles), validity: validity)
  }

  /// The values that there are, as bytes that `write` appends.
  private func spelled(
    as type: DataType,
    _ write: (inout [UInt8], Value) -> Void
  ) -> Vector {
    var bytes: [UInt8] = []
    var views = ContiguousArray<UInt64>()
    views.reserveCapacity(count)
    for row in 0..<count {
      guard validity[row] else {
        views.append(0)
        continue
      }
      let start = bytes.count
      write(&bytes, self[row])
      views.append(UInt64(start) << 32 | UInt64(bytes.count - start))
    }
    precondition(bytes.count < 1 << 32, "The texts of one batch take less than 4 GiB.")
    return Vector(
      type: type,
      storage: .bytes(ByteViews(views: views, heap: ContiguousArray(bytes))),
      validity: validity
    )
  }
}

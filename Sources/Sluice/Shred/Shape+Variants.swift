// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where values of one kind go that do not fit their column.
struct VariantSlot {
  /// The column beside the one that they do not fit.
  var column: ColumnPointer?
  /// They are left out by decision; the row stays.
  var isSkipped = false
  /// They, or rows or records that have them, are left out by decision.
  var isRefused = false
  /// They become fields of the json column of the table.
  var overflows = false
}

extension Shape {
  /// What is known of values of a kind that do not fit the column of a slot.
  func variant(of index: Int, for kind: DataType.Kind?) -> VariantSlot? {
    guard let kind, let number = DataType.Kind.allCases.firstIndex(of: kind) else { return nil }
    return slot(index).pointee.variants?[number]
  }

  /// Notes what becomes of values of a kind that do not fit the column of a slot.
  func teach(_ variant: VariantSlot, of index: Int, for kind: DataType.Kind?) {
    guard let kind, let number = DataType.Kind.allCases.firstIndex(of: kind) else { return }
    let slot = slot(index)
    let variants: UnsafeMutablePointer<VariantSlot>
    if let known = slot.pointee.variants {
      variants = known
    } else {
      variants = .allocate(capacity: DataType.Kind.allCases.count)
      variants.initialize(repeating: VariantSlot(), count: DataType.Kind.allCases.count)
      slot.pointee.variants = variants
    }
    variants[number] = variant
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The address is compared only, and nothing is read there.

/// Where a heap of bytes lies: vectors with the same place share it.
struct HeapPlace: Hashable {
  fileprivate let address: UInt
}

extension ByteViews {
  /// Where the heap lies, as long as it is there.
  var heapPlace: HeapPlace {
    HeapPlace(address: heap.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) })
  }
}

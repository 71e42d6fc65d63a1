// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Where the bytes of a record lie, for those who keep them as they came.

extension JSONReader {
  /// The bytes of the record that was read last, as far as they lie in the memory at `base`.
  ///
  /// To be asked before the next step. What came before the memory is known to whoever keeps
  /// ``unfinishedRecord``.
  func lastRecord(in base: UnsafePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let start = max(0, recordStart - input.offset)
    var end = mode == .lines ? lineStop : input.consumed
    while end > start, JSONText.isWhitespace(base[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// Where the record that is being read begins in the memory at hand, if one is.
  ///
  /// What lies between there and the bytes that were consumed is forgotten with these.
  var unfinishedRecord: Int? {
    guard mode != .lines, parser.isInside else { return nil }
    return max(0, recordStart - input.offset)
  }
}

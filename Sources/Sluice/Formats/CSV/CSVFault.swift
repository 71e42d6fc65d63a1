// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with CSV text, and where, before anyone has made a sentence of it.
struct CSVFault: Error, @unchecked Sendable {
  // Unchecked because of the pointer: a fault never leaves the function that owns the bytes.

  /// What stood in the way of reading on.
  enum Kind {
    /// More or fewer fields than there are names.
    case fieldCount(expected: Int, found: Int)
    /// A quote that is not closed.
    case quote
    /// Something between a closing quote and the end of the field.
    case trailing
    /// Bytes that are not UTF-8.
    case encoding
    /// A record beyond the limit.
    case size(limit: ByteCount)
    /// A name that the header has twice.
    case duplicateName(String)
  }

  /// What stood in the way of reading on.
  let kind: Kind
  /// The byte where the trouble is.
  let place: UnsafePointer<UInt8>

  init(_ kind: Kind, _ place: UnsafePointer<UInt8>) {
    self.kind = kind
    self.place = place
  }
}

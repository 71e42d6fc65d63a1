// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Ids of the rows of one nested table, which follow from the ids of their parents.
///
/// An id is the hash of `<parent id>_<table>_<list index>`, so it stays the same when its root row
/// is loaded again under the same id.
struct NestedRowIDs: Sendable {
  /// The bytes between the id of the parent and the list index.
  private let middle: [UInt8]

  /// Makes the ids of the rows of `table`, by its normalized name.
  init(table: String) {
    middle = Array("_\(table)_".utf8)
  }

  /// The id of the row at `index` of the list that belongs to the row `parent`.
  func id(parent: String, index: UInt32) -> String {
    var message = Array(parent.utf8)
    message += middle
    message.append(contentsOf: "\(index)".utf8)
    return RowIDText.hash(of: message)
  }

  /// Writes the ids of `count` rows to `output`, fourteen bytes each.
  ///
  /// Row *n* belongs to parent number `parents[n]`, and its place in the list is `indexes[n]`. The id
  /// of parent *p* is at `views[p]`: its offset in `bytes` in the upper half, and its length in the
  /// lower. What is written must not overlap what is read.
  ///
  /// - Complexity: O(*n*), without allocating per row, for tables with a name below 144 bytes.
  func write(
    count: Int,
    parents: UnsafePointer<UInt32>,
    views: UnsafePointer<UInt64>,
    bytes: UnsafeRawPointer,
    indexes: UnsafePointer<UInt32>,
    to output: UnsafeMutableRawPointer
  ) {
    var longest = 0
    for row in 0..<max(count, 0) {
      longest = max(longest, Int(views[Int(parents[row])] & 0xFFFF_FFFF))
    }
    hash(count: count, indexes: indexes, longestParent: longest, to: output) { row, message in
      let view = views[Int(parents[row])]
      let length = Int(view & 0xFFFF_FFFF)
      // Safe: a view lies inside `bytes`, and a message has room for the longest of them.
      message.copyMemory(from: bytes + Int(view >> 32), byteCount: length)
      return length
    }
  }

  /// Builds every message in one block and hashes it there.
  ///
  /// `copyParent` writes the id of the parent of a row to a message, and returns its length.
  @inline(__always)
  private func hash(
    count: Int,
    indexes: UnsafePointer<UInt32>,
    longestParent: Int,
    to output: UnsafeMutableRawPointer,
    copyParent: (_ row: Int, _ message: UnsafeMutableRawPointer) -> Int
  ) {
    // Ten digits of the index and the byte that ends the message.
    let capacity = max(longestParent + middle.count + 11, Keccak.shake128Rate)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (capacity + 7) / 8) { block in
      guard let lanes = block.baseAddress else { return }
      block.initialize(repeating: 0)
      let message = UnsafeMutableRawPointer(lanes)
      var used = 0
      RowIDText.withPairs { pairs in
        for row in 0..<max(count, 0) {
          var end = copyParent(row, message)
          middle.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress {
              (message + end).copyMemory(from: base, byteCount: bytes.count)
            }
          }
          end &+= middle.count
          end &+= appendDecimal(indexes[row], to: message + end)
          let place = output + row &* RowIDText.count
          if end < Keccak.shake128Rate {
            message.storeBytes(of: 0x1F, toByteOffset: end, as: UInt8.self)
            // What a longer message left behind.
            var stale = end &+ 1
            while stale < used {
              message.storeBytes(of: 0, toByteOffset: stale, as: UInt8.self)
              stale &+= 1
            }
            let (first, second) =
              end < Keccak.shortBlockCount
              ? Keccak.shortBlockDigest(lanes) : Keccak.blockDigest(lanes)
            RowIDText.write(first, second, pairs: pairs, to: place)
          } else {
            writeLong(UnsafeRawBufferPointer(start: message, count: end), to: place)
          }
          used = min(end &+ 1, Keccak.shake128Rate)
        }
      }
    }
  }

  private func writeLong(_ message: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) {
    let id = RowIDText.hash(of: Array(message))
    for (offset, byte) in id.utf8.enumerated() {
      place.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }
  }
}

/// Writes the digits of `number`, and returns how many there are.
@inline(__always)
private func appendDecimal(_ number: UInt32, to place: UnsafeMutableRawPointer) -> Int {
  var count = 1
  var bound: UInt64 = 10
  while UInt64(number) >= bound {
    count &+= 1
    bound &*= 10
  }
  var rest = number
  var offset = count
  repeat {
    offset &-= 1
    let digit = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
    place.storeBytes(of: digit, toByteOffset: offset, as: UInt8.self)
    rest /= 10
  } while offset > 0
  return count
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. How keys in JSON are recognised; every reader pads its input.

/// A hash of the `length` bytes of a key with its closing quote; eight more bytes must be readable.
@inline(__always)
func hashKey(_ key: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
  let raw = UnsafeRawPointer(key)
  var hash = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
  var at = 0
  while at &+ 8 <= length {
    hash = mixKey(hash ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    at &+= 8
  }
  if at < length {
    let rest = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    hash = mixKey(hash ^ (rest & ((1 &<< UInt64(truncatingIfNeeded: (length &- at) &* 8)) &- 1)))
  }
  return hash ^ (hash &>> 29)
}

@inline(__always)
private func mixKey(_ value: UInt64) -> UInt64 {
  let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
  return product.low ^ product.high
}

/// Whether the key at `p`, after the opening quote, is that of `slot`; sixteen more bytes must be readable.
@inline(__always)
func keyMatches(_ p: UnsafePointer<UInt8>, _ slot: UnsafeMutablePointer<ShapeSlot>) -> Bool {
  let raw = UnsafeRawPointer(p)
  if raw.loadUnaligned(as: UInt64.self) & slot.pointee.headMask != slot.pointee.head {
    return false
  }
  let length = Int(slot.pointee.length)
  if length <= 8 { return true }
  if length > 16 { return longKeyMatches(raw, slot) }
  return raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self) == slot.pointee.tail
}

/// Goes on from the ninth byte, and never more than eight bytes past the first that differs: the
/// input may end long before a key of this length would.
@inline(never)
private func longKeyMatches(
  _ raw: UnsafeRawPointer,
  _ slot: UnsafeMutablePointer<ShapeSlot>
) -> Bool {
  let key = UnsafeRawPointer(slot.pointee.key)
  let last = Int(slot.pointee.length) &- 8
  var at = 8
  while at < last {
    if raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      != key.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    {
      return false
    }
    at &+= 8
  }
  return raw.loadUnaligned(fromByteOffset: last, as: UInt64.self) == slot.pointee.tail
}

/// The number of the field of `node` whose key is at `p`, after the opening quote, or -1.
///
/// `length` counts the closing quote. Eight more bytes must be readable.
@inline(never)
func findSlot(_ p: UnsafePointer<UInt8>, _ length: Int, in node: UnsafeMutablePointer<ShapeNode>)
  -> Int32
{
  let mask = node.pointee.bucketMask
  var bucket = Int(truncatingIfNeeded: hashKey(p, length))
  while true {
    let number = node.pointee.buckets[bucket & mask]
    if number < 0 { return -1 }
    let slot = node.pointee.slots + Int(number)
    if Int(slot.pointee.length) == length, keyMatches(p, slot) { return number }
    bucket &+= 1
  }
}

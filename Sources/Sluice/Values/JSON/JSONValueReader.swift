// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads single values in a buffer.
///
/// The byte at `end` must be NUL, with 31 more readable bytes behind it. Whether what follows the
/// value may follow it is for the caller to decide.
package enum JSONValueReader {
  /// Reads the value at `start`, and returns it with the first byte after it.
  package static func read(
    at start: UnsafePointer<UInt8>,
    end: UnsafePointer<UInt8>,
    limit: Int
  ) throws(JSONFault) -> (value: Value, next: UnsafePointer<UInt8>) {
    var parser = JSONParser(JSONTreeBuilder(), nestingLimit: limit)
    let next = try parser.read(from: start, to: end, isFinal: true).position
    return (parser.handler.take(), next)
  }
}

extension JSONText {
  /// The text of a string that was scanned from `start`.
  package static func string(
    _ start: UnsafePointer<UInt8>,
    _ string: ScannedString
  ) throws(JSONFault) -> String {
    let count = string.end - start
    let bytes = UnsafeBufferPointer(start: start, count: count)
    if !string.isASCII {
      let valid = validUTF8Count(start, count: count)
      if valid < count { throw JSONFault(.encoding, start + valid) }
    }
    if !string.hasEscapes { return String(decoding: bytes, as: UTF8.self) }
    // A closure that may throw cannot be passed on with its error type.
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 16) {
      buffer -> Result<String, JSONFault> in
      guard let target = buffer.baseAddress else { return .success("") }
      do throws(JSONFault) {
        let written = try unescape(from: start, count: count, to: target)
        let plain = UnsafeBufferPointer(start: UnsafePointer(target), count: written)
        return .success(String(decoding: plain, as: UTF8.self))
      } catch {
        return .failure(error)
      }
    }.get()
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Calls `body` with the bytes followed by the padding that the scanning loops need.
func withPadding<R>(
  _ bytes: some Sequence<UInt8>,
  _ body: (UnsafePointer<UInt8>, Int) throws -> R
) rethrows -> R {
  let padded = Array(bytes) + [UInt8](repeating: 0, count: 32)
  return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: padded.count) { buffer in
    _ = buffer.initialize(from: padded)
    guard let start = buffer.baseAddress else { preconditionFailure("Nothing was allocated.") }
    return try body(UnsafePointer(start), padded.count - 32)
  }
}

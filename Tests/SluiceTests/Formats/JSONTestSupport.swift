// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

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

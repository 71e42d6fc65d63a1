// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Registers are those of groups that the state was grown to.

/// Estimates the number of different values (HyperLogLog).
///
/// Few groups have 2,048 registers each, off by about 2 %; many have fewer, down to 64 and 13 %, and
/// then those of all groups are folded: a register takes over what its neighbours saw.
final class DistinctEstimateState: AggregateState {
  private var bits = 11
  private var registers = GrowingBuffer<UInt8>()
  private var groupCount = 0
  private let hashes = GrowingBuffer<UInt64>()

  /// No values so far.
  init() {}

  var byteCount: Int { registers.capacity }

  func grow(to groups: Int) {
    let wanted = groups <= 1_024 ? 11 : groups <= 65_536 ? 8 : 6
    if wanted < bits { fold(to: wanted) }
    groupCount = groups
    registers.resize(to: groups << bits, filling: 0)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    hashes.reserve(count)
    Hashing.hash(cells, count: count, into: hashes.base, combining: false)
    let (hashes, registers, bits) = (hashes.base, registers.base, bits)
    let shift = UInt64(64 - bits)
    cells.forEachValid(count) { row in
      // Hashes of numbers in a row are spread more evenly than chance would, so they are mixed again.
      let hash = Hashing.mix(hashes[row] ^ 0x8EBC_6AF0_9C88_C6E3, 0xE703_7ED1_A0B4_28DB)
      let place = Int(groups[row]) << bits | Int(truncatingIfNeeded: hash >> shift)
      // The bit that is set bounds the number of zeros.
      let rest = hash << UInt64(bits) | 1 << UInt64(bits - 1)
      let zeros = UInt8(truncatingIfNeeded: rest.leadingZeroBitCount + 1)
      if zeros > registers[place] { registers[place] = zeros }
    }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    if other.bits < bits { fold(to: other.bits) }
    // The other one stays as it is: several threads may take parts of it.
    let drop = other.bits - bits
    for place in 0..<count {
      let source = other.registers.base + GroupResults.source(groups, place) << other.bits
      let target = registers.base + Int(mapping[place]) << bits
      for register in 0..<1 << other.bits where source[register] != 0 {
        let zeros = Self.folded(source[register], at: register, dropping: drop)
        target[register >> drop] = max(target[register >> drop], zeros)
      }
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.int64, groups) { group throws(KernelFailure) -> Int64? in
      estimate(registers.base + group << bits)
    }
  }

  private func estimate(_ registers: UnsafePointer<UInt8>) -> Int64 {
    let count = Double(1 << bits)
    var (sum, zeros) = (0.0, 0.0)
    for register in 0..<1 << bits {
      sum += Double(sign: .plus, exponent: 0 - Int(registers[register]), significand: 1)
      if registers[register] == 0 { zeros += 1 }
    }
    let alpha = bits == 6 ? 0.709 : 0.7213 / (1 + 1.079 / count)
    let estimate = alpha * count * count / sum
    if estimate <= 2.5 * count && zeros > 0 {
      return Int64((count * Mathematics.naturalLogarithm(count / zeros)).rounded())
    }
    return Int64(estimate.rounded())
  }

  /// Has fewer registers for each group.
  private func fold(to fewer: Int) {
    let folded = GrowingBuffer<UInt8>()
    folded.resize(to: groupCount << fewer, filling: 0)
    let drop = bits - fewer
    for place in 0..<groupCount << bits where registers[place] != 0 {
      let target = folded.base + place >> drop
      target.pointee = max(
        target.pointee,
        Self.folded(registers[place], at: place, dropping: drop)
      )
    }
    registers = folded
    bits = fewer
  }

  /// What a register counts once there are fewer: the bits of its place that no longer tell it from others
  /// come first.
  @inline(__always)
  private static func folded(_ zeros: UInt8, at place: Int, dropping drop: Int) -> UInt8 {
    let low = UInt64(place & (1 << drop - 1))
    return low == 0
      ? zeros + UInt8(drop) : UInt8((low << UInt64(64 - drop)).leadingZeroBitCount + 1)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Packs bytes in the form DEFLATE of RFC 1951.
///
/// The time is linear: at each place, a bounded number of earlier places is looked at.
struct Deflate {
  /// How many earlier places with the same three bytes are looked at.
  private static let chainLimit = 128
  /// A repetition of this length is good enough to look no further.
  private static let goodLength = 64
  /// Three bytes that lie farther back take more bits than they are worth.
  private static let farDistance = 4_096
  /// Tokens of a block: after these, other codes may fit better.
  private static let blockTokens = 1 << 15
  private static let hashBits = 15

  private let input: [UInt8]
  /// The latest place of three bytes with a hash, and for each place of the window the one before.
  private var heads = [Int32](repeating: -1, count: 1 << hashBits)
  private var previous = [Int32](repeating: -1, count: DeflateTables.window)
  private var block: DeflateBlock

  /// The packed form of `input`, appended to `bytes`.
  static func append(_ input: [UInt8], to bytes: inout [UInt8]) {
    // Places are kept in 32 bits, so longer input is packed in parts that know nothing of each other.
    var writer = BitWriter(bytes: bytes)
    bytes = []
    let partSize = 1 << 30
    var start = 0
    repeat {
      let end = min(input.count, start + partSize)
      let part = start == 0 && end == input.count ? input : Array(input[start..<end])
      var deflate = Deflate(input: part, writer: writer)
      deflate.pack(isLast: end == input.count)
      writer = deflate.block.writer
      start = end
    } while start < input.count
    bytes = writer.finish()
  }

  private init(input: [UInt8], writer: BitWriter) {
    self.input = input
    block = DeflateBlock(writer: writer)
  }

  private mutating func pack(isLast: Bool) {
    var position = 0
    var blockStart = 0
    var match = longestMatch(at: 0, longerThan: 2)
    insert(0)
    while position < input.count {
      if match.length == 0 {
        block.add(letter: input[position])
        position += 1
        match = find(at: position, longerThan: 2)
      } else {
        // Another byte may begin a longer repetition.
        let next =
          match.length < Self.goodLength
          ? find(at: position + 1, longerThan: match.length) : (length: 0, distance: 0)
        if next.length > match.length {
          block.add(letter: input[position])
          position += 1
          match = next
        } else {
          block.add(length: match.length, distance: match.distance)
          let end = position + match.length
          var place = position + (match.length < Self.goodLength ? 2 : 1)
          while place < end {
            insert(place)
            place += 1
          }
          position = end
          match = find(at: position, longerThan: 2)
        }
      }
      if block.count >= Self.blockTokens {
        block.write(input[blockStart..<position], isLast: false)
        blockStart = position
      }
    }
    block.write(input[blockStart...], isLast: isLast)
  }

  /// Looks for what stands at a place, and notes that it stands there.
  private mutating func find(
    at position: Int,
    longerThan shortest: Int
  ) -> (length: Int, distance: Int) {
    let match = longestMatch(at: position, longerThan: shortest)
    insert(position)
    return match
  }

  @inline(__always)
  private func hash(_ position: Int) -> Int {
    let word =
      UInt32(input[position]) | UInt32(input[position + 1]) << 8 | UInt32(input[position + 2]) << 16
    return Int(truncatingIfNeeded: (word &* 0x9E37_79B1) >> UInt32(32 - Self.hashBits))
  }

  @inline(__always)
  private mutating func insert(_ position: Int) {
    guard position + 2 < input.count else { return }
    let hash = hash(position)
    previous[position & (DeflateTables.window - 1)] = heads[hash]
    heads[hash] = Int32(truncatingIfNeeded: position)
  }

  /// The longest earlier text that goes on like the one here, if it is longer than `shortest`.
  private func longestMatch(
    at position: Int,
    longerThan shortest: Int
  ) -> (length: Int, distance: Int) {
    let longest = min(DeflateTables.matchLengths.upperBound, input.count - position)
    guard longest > shortest, longest > 2 else { return (0, 0) }
    var best = (length: 0, distance: 0)
    var length = shortest
    var candidate = Int(heads[hash(position)])
    var chain = Self.chainLimit
    while candidate >= 0, position - candidate <= DeflateTables.window, chain > 0 {
      // A place may have been noted before it was looked for.
      if candidate < position, input[candidate + length] == input[position + length],
        input[candidate] == input[position]
      {
        var count = 0
        while count < longest, input[candidate + count] == input[position + count] { count += 1 }
        if count > length, count > 3 || position - candidate <= Self.farDistance {
          length = count
          best = (count, position - candidate)
          if count == longest || count >= Self.goodLength * 2 { break }
        }
      }
      let before = Int(previous[candidate & (DeflateTables.window - 1)])
      // What lies beyond the window was overwritten.
      guard before < candidate else { break }
      candidate = before
      chain -= 1
    }
    return best
  }
}

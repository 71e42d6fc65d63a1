// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Unpacks bytes in the form DEFLATE of RFC 1951.
struct Inflate {
  private let input: [UInt8]
  private let limit: Int
  /// The byte that is read next.
  private var position: Int
  /// Bits that were read and not used, the first one lowest.
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var output: [UInt8] = []

  /// The bytes that `input` stands for from a place on, and where the input goes on behind them.
  ///
  /// Throws if the input is damaged, or stands for more than `limit` bytes.
  static func unpack(
    _ input: [UInt8],
    from start: Int = 0,
    limit: Int
  ) throws(CompressionError) -> (bytes: [UInt8], end: Int) {
    var inflate = Inflate(input: input, limit: limit, position: start)
    while try !inflate.readBlock() {}
    // Whole bytes that were read ahead belong to what comes behind.
    return (inflate.output, inflate.position - inflate.bitCount / 8)
  }

  private init(input: [UInt8], limit: Int, position: Int) {
    self.input = input
    self.limit = limit
    self.position = position
    output.reserveCapacity(min(limit, (input.count - min(position, input.count)) * 4))
  }

  /// Reads a block; returns whether it was the last one.
  private mutating func readBlock() throws(CompressionError) -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try readStored()
    case 1:
      try readSymbols(
        makeDecoder(DeflateTables.fixedLetters, "letters"),
        makeDecoder(DeflateTables.fixedDistances, "distances")
      )
    case 2:
      let (letters, distances) = try readCodes()
      try readSymbols(letters, distances)
    default: throw error("a kind of block from 0 to 2", "the kind 3")
    }
    return isLast
  }

  private mutating func readStored() throws(CompressionError) {
    let unused = bitCount % 8
    bits >>= UInt64(unused)
    bitCount -= unused
    let count = try take(16)
    guard try take(16) == count ^ 0xFFFF else {
      throw error("a length and its complement", "two that do not match")
    }
    // What was read ahead is given back, for the bytes are copied from the input.
    position -= bitCount / 8
    bits = 0
    bitCount = 0
    guard input.count - position >= count else { throw truncated(at: input.count) }
    try makeRoom(for: count)
    output += input[position..<position + count]
    position += count
  }

  /// Reads how the symbols of a block are written.
  private mutating func readCodes() throws(CompressionError) -> (HuffmanDecoder, HuffmanDecoder) {
    let letterCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    guard letterCount <= DeflateTables.letterCount, distanceCount <= DeflateTables.distanceCount
    else { throw error("at most 286 letters and 30 distances", "more") }
    var lengthLengths = [UInt8](repeating: 0, count: DeflateTables.lengthOrder.count)
    for symbol in DeflateTables.lengthOrder.prefix(lengthCount) {
      lengthLengths[symbol] = UInt8(try take(3))
    }
    let decoder = try makeDecoder(lengthLengths, "lengths")
    var lengths: [UInt8] = []
    lengths.reserveCapacity(letterCount + distanceCount)
    while lengths.count < letterCount + distanceCount {
      let symbol = try takeSymbol(decoder)
      let length: UInt8
      let repetitions: Int
      switch symbol {
      case 0..<16: (length, repetitions) = (UInt8(symbol), 1)
      case 16:
        guard let last = lengths.last else {
          throw error("a length of a code", "the repetition of one before the first")
        }
        (length, repetitions) = (last, try take(2) + 3)
      case 17: (length, repetitions) = (0, try take(3) + 3)
      default: (length, repetitions) = (0, try take(7) + 11)
      }
      lengths += repeatElement(length, count: repetitions)
    }
    guard lengths.count == letterCount + distanceCount else {
      throw error("\(letterCount + distanceCount) lengths of codes", "\(lengths.count)")
    }
    guard lengths[DeflateTables.endOfBlock] != 0 else {
      throw error("a code for the end of the block", "none")
    }
    return (
      try makeDecoder(lengths[..<letterCount], "letters", allowsSingle: true),
      try makeDecoder(lengths[letterCount...], "distances", allowsSingle: true)
    )
  }

  /// Reads what a block holds.
  private mutating func readSymbols(
    _ letters: HuffmanDecoder,
    _ distances: HuffmanDecoder
  ) throws(CompressionError) {
    while true {
      let symbol = try takeSymbol(letters)
      if symbol < DeflateTables.endOfBlock {
        try makeRoom(for: 1)
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      guard symbol != DeflateTables.endOfBlock else { return }
      guard symbol < DeflateTables.letterCount else { throw error("a length", "an unused code") }
      let length = try takeValue(DeflateTables.lengths[symbol - 257])
      let distanceSymbol = try takeSymbol(distances)
      guard distanceSymbol < DeflateTables.distanceCount else {
        throw error("a distance", "an unused code")
      }
      let distance = try takeValue(DeflateTables.distances[distanceSymbol])
      guard distance <= output.count else {
        throw error("a distance of at most \(output.count)", "\(distance)")
      }
      try makeRoom(for: length)
      let start = output.count - distance
      if distance >= length {
        output += output[start..<start + length]
      } else {
        // The repetition runs into itself.
        for index in start..<start + length { output.append(output[index]) }
      }
    }
  }

  private mutating func takeValue(
    _ range: (base: Int, bits: Int)
  ) throws(CompressionError) -> Int {
    range.bits == 0 ? range.base : range.base + (try take(range.bits))
  }

  // MARK: - Bits

  /// Reads ahead as far as there is room and input.
  @inline(__always)
  private mutating func fill() {
    while bitCount <= 56, position < input.count {
      bits |= UInt64(input[position]) << UInt64(bitCount)
      bitCount += 8
      position += 1
    }
  }

  /// The next `count` bits as a number, the first one lowest.
  @inline(__always)
  private mutating func take(_ count: Int) throws(CompressionError) -> Int {
    if bitCount < count { fill() }
    guard bitCount >= count else { throw truncated(at: input.count) }
    let value = bits & (1 << UInt64(count) - 1)
    bits >>= UInt64(count)
    bitCount -= count
    return Int(value)
  }

  @inline(__always)
  private mutating func takeSymbol(_ decoder: HuffmanDecoder) throws(CompressionError) -> Int {
    if bitCount < DeflateTables.longestCode { fill() }
    guard let (symbol, length) = decoder.symbol(bits) else {
      throw error("a symbol", "a code that stands for none")
    }
    guard length <= bitCount else { throw truncated(at: input.count) }
    bits >>= UInt64(length)
    bitCount -= length
    return symbol
  }

  // MARK: - Errors

  @inline(__always)
  private func makeRoom(for count: Int) throws(CompressionError) {
    guard limit - output.count >= count else {
      throw CompressionError(
        at: position,
        expected: "at most \(limit) bytes when unpacked",
        found: "more",
        advice: "raise the limit if the data can be trusted"
      )
    }
  }

  private func makeDecoder(
    _ lengths: some Collection<UInt8>,
    _ what: String,
    allowsSingle: Bool = false
  ) throws(CompressionError) -> HuffmanDecoder {
    do {
      return try HuffmanDecoder(lengths: lengths, allowsSingle: allowsSingle)
    } catch {
      let found = error == .tooMany ? "more codes than there can be" : "bits without a meaning"
      throw self.error("a code for \(what)", found)
    }
  }

  private func error(_ expected: String, _ found: String) -> CompressionError {
    CompressionError(at: position - bitCount / 8, expected: expected, found: found)
  }

  private func truncated(at offset: Int) -> CompressionError {
    CompressionError(at: offset, expected: "more bytes", found: "the end")
  }
}

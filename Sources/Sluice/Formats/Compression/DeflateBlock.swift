// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Letters and repetitions, until they are written as a block.
struct DeflateBlock {
  /// Where blocks go.
  var writer: BitWriter
  /// Each a letter, or a length times 65,536 and a distance.
  private var tokens: [UInt32] = []
  private var letters = [Int](repeating: 0, count: DeflateTables.letterCount)
  private var distances = [Int](repeating: 0, count: DeflateTables.distanceCount)

  /// Begins a block.
  init(writer: BitWriter) { self.writer = writer }

  /// How many letters and repetitions there are.
  var count: Int { tokens.count }

  /// Adds a letter.
  mutating func add(letter: UInt8) {
    tokens.append(UInt32(letter))
    letters[Int(letter)] += 1
  }

  /// Adds a repetition.
  mutating func add(length: Int, distance: Int) {
    tokens.append(UInt32(length << 16 | distance))
    letters[257 + Int(DeflateTables.symbolOfLength[length])] += 1
    distances[DeflateTables.symbol(ofDistance: distance)] += 1
  }

  /// Writes the block, which stands for `original`, in the shortest way, and begins another.
  mutating func write(_ original: ArraySlice<UInt8>, isLast: Bool) {
    letters[DeflateTables.endOfBlock] = 1
    let letterLengths = HuffmanEncoder.lengths(of: letters, longest: DeflateTables.longestCode)
    let distanceLengths = HuffmanEncoder.lengths(of: distances, longest: DeflateTables.longestCode)
    let head = CodeLengths(letters: letterLengths, distances: distanceLengths)
    let dynamic = head.bitCount + bitCount(letterLengths, distanceLengths)
    let fixed = bitCount(DeflateTables.fixedLetters, DeflateTables.fixedDistances)
    let stored = (original.count + 5 * (original.count / 65_535 + 1)) * 8
    if stored < min(dynamic, fixed) {
      writeStored(original, isLast: isLast)
    } else {
      writer.write(isLast ? 1 : 0, count: 1)
      writer.write(dynamic < fixed ? 2 : 1, count: 2)
      if dynamic < fixed {
        head.write(to: &writer)
        writeTokens(letterLengths, distanceLengths)
      } else {
        writeTokens(DeflateTables.fixedLetters, DeflateTables.fixedDistances)
      }
    }
    tokens.removeAll(keepingCapacity: true)
    for symbol in letters.indices { letters[symbol] = 0 }
    for symbol in distances.indices { distances[symbol] = 0 }
  }

  /// How many bits the symbols take in codes of these lengths.
  private func bitCount(_ letterLengths: [UInt8], _ distanceLengths: [UInt8]) -> Int {
    var count = 0
    for (symbol, frequency) in letters.enumerated() where frequency > 0 {
      let extra = symbol > DeflateTables.endOfBlock ? DeflateTables.lengths[symbol - 257].bits : 0
      count += frequency * (Int(letterLengths[symbol]) + extra)
    }
    for (symbol, frequency) in distances.enumerated() where frequency > 0 {
      count += frequency * (Int(distanceLengths[symbol]) + DeflateTables.distances[symbol].bits)
    }
    return count
  }

  private mutating func writeStored(_ original: ArraySlice<UInt8>, isLast: Bool) {
    var start = original.startIndex
    repeat {
      let end = min(original.endIndex, start + 65_535)
      writer.write(isLast && end == original.endIndex ? 1 : 0, count: 3)
      writer.append(stored: original[start..<end])
      start = end
    } while start < original.endIndex
  }

  private mutating func writeTokens(_ letterLengths: [UInt8], _ distanceLengths: [UInt8]) {
    let letters = HuffmanEncoder(lengths: letterLengths).codes
    let distances = HuffmanEncoder(lengths: distanceLengths).codes
    for token in tokens {
      let length = Int(token >> 16)
      guard length > 0 else {
        writer.write(letters[Int(token)])
        continue
      }
      let lengthSymbol = Int(DeflateTables.symbolOfLength[length])
      writer.write(letters[257 + lengthSymbol])
      let lengths = DeflateTables.lengths[lengthSymbol]
      writer.write(UInt32(length - lengths.base), count: lengths.bits)
      let distance = Int(token & 0xFFFF)
      let distanceSymbol = DeflateTables.symbol(ofDistance: distance)
      writer.write(distances[distanceSymbol])
      let range = DeflateTables.distances[distanceSymbol]
      writer.write(UInt32(distance - range.base), count: range.bits)
    }
    writer.write(letters[DeflateTables.endOfBlock])
  }
}

/// How a block says what codes it is written in.
private struct CodeLengths {
  private let letterCount: Int
  private let distanceCount: Int
  /// Symbols for lengths, with what more they say.
  private var symbols: [(symbol: Int, extra: UInt32)] = []
  private let symbolLengths: [UInt8]
  /// How many of ``symbolLengths`` are written.
  private let symbolCount: Int

  private static let extraBits = [16: 2, 17: 3, 18: 7]

  init(letters: [UInt8], distances: [UInt8]) {
    letterCount = max(257, (letters.lastIndex { $0 != 0 } ?? 0) + 1)
    distanceCount = max(1, (distances.lastIndex { $0 != 0 } ?? 0) + 1)
    let all = letters[..<letterCount] + distances[..<distanceCount]
    var index = all.startIndex
    while index < all.endIndex {
      let length = all[index]
      let run = all[index...].prefix { $0 == length }.count
      if length == 0, run >= 11 {
        let count = min(run, 138)
        symbols.append((18, UInt32(count - 11)))
        index += count
      } else if length == 0, run >= 3 {
        symbols.append((17, UInt32(run - 3)))
        index += run
      } else {
        symbols.append((Int(length), 0))
        index += 1
        let rest = run - 1
        guard length != 0, rest >= 3 else { continue }
        symbols.append((16, UInt32(min(rest, 6) - 3)))
        index += min(rest, 6)
      }
    }
    var frequencies = [Int](repeating: 0, count: 19)
    for (symbol, _) in symbols { frequencies[symbol] += 1 }
    let lengths = HuffmanEncoder.lengths(
      of: frequencies,
      longest: DeflateTables.longestLengthCode
    )
    symbolLengths = lengths
    symbolCount = max(4, (DeflateTables.lengthOrder.lastIndex { lengths[$0] != 0 } ?? 0) + 1)
  }

  var bitCount: Int {
    symbols.reduce(14 + 3 * symbolCount) { count, entry in
      count + Int(symbolLengths[entry.symbol]) + (Self.extraBits[entry.symbol] ?? 0)
    }
  }

  func write(to writer: inout BitWriter) {
    writer.write(UInt32(letterCount - 257), count: 5)
    writer.write(UInt32(distanceCount - 1), count: 5)
    writer.write(UInt32(symbolCount - 4), count: 4)
    for symbol in DeflateTables.lengthOrder.prefix(symbolCount) {
      writer.write(UInt32(symbolLengths[symbol]), count: 3)
    }
    let codes = HuffmanEncoder(lengths: symbolLengths).codes
    for (symbol, extra) in symbols {
      writer.write(codes[symbol])
      writer.write(extra, count: Self.extraBits[symbol] ?? 0)
    }
  }
}

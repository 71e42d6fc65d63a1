// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The symbols of a canonical Huffman code, by their codes.
struct HuffmanDecoder {
  /// Codes of so many bits are looked up at once; longer ones are rare and found bit by bit.
  private static let quickBits = 9

  /// Why lengths of codes make no code.
  enum Fault: Error {
    /// There are more codes than bits can tell apart.
    case tooMany
    /// Some bits stand for nothing.
    case tooFew
  }

  /// How many codes there are of each length.
  private var counts = [Int](repeating: 0, count: DeflateTables.longestCode + 1)
  /// The symbols, by the length of their codes, then by themselves.
  private var symbols: [UInt16] = []
  /// For each quick code its symbol times 16, and its length; 0 where the code is longer.
  private var quick = [UInt16](repeating: 0, count: 1 << quickBits)

  /// Makes the code in which a symbol has as many bits as `lengths` says; 0: it is not used.
  ///
  /// A code of one symbol may leave bits without a meaning if `allowsSingle` is set, or one of none.
  init(lengths: some Collection<UInt8>, allowsSingle: Bool = false) throws(Fault) {
    for length in lengths { counts[Int(length)] += 1 }
    let used = lengths.count - counts[0]
    counts[0] = 0
    var left = 1
    var places = [0, 0]
    for length in 1...DeflateTables.longestCode {
      left = left << 1 - counts[length]
      guard left >= 0 else { throw .tooMany }
      places.append(places[length] + counts[length])
    }
    let isSingle = used == 0 || (used == 1 && counts[1] == 1)
    guard left == 0 || (allowsSingle && isSingle) else { throw .tooFew }
    symbols = [UInt16](repeating: 0, count: used)
    for (symbol, length) in lengths.enumerated() where length != 0 {
      symbols[places[Int(length)]] = UInt16(symbol)
      places[Int(length)] += 1
    }
    fillQuick()
  }

  private mutating func fillQuick() {
    var code = 0
    var place = 0
    for length in 1...Self.quickBits {
      for _ in 0..<counts[length] {
        // Codes come with their first bit lowest, so all that end in it stand for the symbol.
        var index = Self.reversed(code, count: length)
        while index < quick.count {
          quick[index] = symbols[place] << 4 | UInt16(length)
          index += 1 << length
        }
        code += 1
        place += 1
      }
      code <<= 1
    }
  }

  /// The symbol whose code `bits` begin with, the first bit lowest, and how long the code is.
  ///
  /// `nil` if they begin with none. At least 15 bits have to be there, zeros perhaps.
  @inline(__always)
  func symbol(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    let entry = quick[Int(bits & (1 << UInt64(Self.quickBits) - 1))]
    if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
    return slowSymbol(bits)
  }

  @inline(never)
  private func slowSymbol(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    var code = 0
    var first = 0
    var place = 0
    for length in 1...DeflateTables.longestCode {
      code |= Int(bits >> UInt64(length - 1) & 1)
      let count = counts[length]
      if code - first < count { return (Int(symbols[place + code - first]), length) }
      place += count
      first = (first + count) << 1
      code <<= 1
    }
    return nil
  }

  /// The lowest `count` bits in the other order.
  static func reversed(_ code: Int, count: Int) -> Int {
    var result = 0
    for bit in 0..<count where code >> bit & 1 == 1 { result |= 1 << (count - 1 - bit) }
    return result
  }
}

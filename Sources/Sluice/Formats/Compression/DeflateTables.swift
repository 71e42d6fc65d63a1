// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The numbers of RFC 1951, section 3.2.
enum DeflateTables {
  /// The farthest that a repetition reaches back.
  static let window = 32_768
  /// The shortest and the longest repetition.
  static let matchLengths = 3...258
  /// The longest code of a letter, a length or a distance.
  static let longestCode = 15
  /// The longest code of the length of a code.
  static let longestLengthCode = 7
  /// The symbol that ends a block.
  static let endOfBlock = 256
  /// How many symbols for letters and lengths, and for distances, may be used.
  static let letterCount = 286
  static let distanceCount = 30

  /// The shortest length of each symbol from 257, and how many more bits tell the rest.
  static let lengths: [(base: Int, bits: Int)] = [
    (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1),
    (17, 1), (19, 2), (23, 2), (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4),
    (83, 4), (99, 4), (115, 4), (131, 5), (163, 5), (195, 5), (227, 5), (258, 0),
  ]

  /// The same for distances, from 0.
  static let distances: [(base: Int, bits: Int)] = [
    (1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (7, 1), (9, 2), (13, 2), (17, 3), (25, 3), (33, 4),
    (49, 4), (65, 5), (97, 5), (129, 6), (193, 6), (257, 7), (385, 7), (513, 8), (769, 8),
    (1_025, 9), (1_537, 9), (2_049, 10), (3_073, 10), (4_097, 11), (6_145, 11), (8_193, 12),
    (12_289, 12), (16_385, 13), (24_577, 13),
  ]

  /// The order in which the lengths of the codes for lengths stand.
  static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The lengths of the codes of a fixed block: of letters and lengths, and of distances.
  static let fixedLetters: [UInt8] =
    Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
    + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
  static let fixedDistances = [UInt8](repeating: 5, count: 32)

  /// The symbol of each length of a repetition, less 257.
  static let symbolOfLength: [UInt8] = {
    var symbols = [UInt8](repeating: 0, count: matchLengths.upperBound + 1)
    for (symbol, length) in lengths.enumerated() {
      for value in length.base...matchLengths.upperBound { symbols[value] = UInt8(symbol) }
    }
    return symbols
  }()

  /// The symbol of each distance to 256, and of each 128th beyond.
  private static let symbolOfDistance: [UInt8] = {
    var symbols = [UInt8](repeating: 0, count: 512)
    for (symbol, distance) in distances.enumerated() {
      for value in distance.base...(distance.base + (1 << distance.bits) - 1) {
        symbols[value <= 256 ? value - 1 : 256 + (value - 1) >> 7] = UInt8(symbol)
      }
    }
    return symbols
  }()

  /// The symbol of a distance.
  @inline(__always)
  static func symbol(ofDistance distance: Int) -> Int {
    Int(symbolOfDistance[distance <= 256 ? distance - 1 : 256 + (distance - 1) >> 7])
  }
}

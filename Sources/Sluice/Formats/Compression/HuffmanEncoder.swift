// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A canonical Huffman code to write with.
struct HuffmanEncoder {
  /// The code of each symbol, its first bit lowest, and its length; 0: it is not used.
  private(set) var codes: [(bits: UInt32, length: UInt8)]

  /// The code in which a symbol has as many bits as `lengths` says.
  init(lengths: [UInt8]) {
    var counts = [Int](repeating: 0, count: DeflateTables.longestCode + 1)
    for length in lengths where length != 0 { counts[Int(length)] += 1 }
    var next = [0, 0]
    for length in 1..<DeflateTables.longestCode {
      next.append((next[length] + counts[length]) << 1)
    }
    codes = []
    codes.reserveCapacity(lengths.count)
    for length in lengths {
      let code = next[Int(length)]
      if length != 0 { next[Int(length)] += 1 }
      let bits = HuffmanDecoder.reversed(code, count: Int(length))
      codes.append((UInt32(truncatingIfNeeded: bits), length))
    }
  }

  /// The lengths of a code that is short for `frequencies`, none longer than `longest`.
  ///
  /// A code of one symbol gets a second one, since readers want no bits without a meaning.
  static func lengths(of frequencies: [Int], longest: Int) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    var used = frequencies.indices.filter { frequencies[$0] > 0 }
    for symbol in frequencies.indices where used.count < 2 && !used.contains(symbol) {
      used.append(symbol)
    }
    used.sort { (frequencies[$0], $0) < (frequencies[$1], $1) }
    let depths = depths(of: used.map { max(1, frequencies[$0]) })
    var counts = [Int](repeating: 0, count: longest + 1)
    for depth in depths { counts[min(depth, longest)] += 1 }
    limit(&counts, to: longest)
    // The rarest symbols stand first and get the longest codes.
    var place = 0
    for length in stride(from: longest, through: 1, by: -1) {
      for _ in 0..<counts[length] {
        lengths[used[place]] = UInt8(length)
        place += 1
      }
    }
    return lengths
  }

  /// The depths of leaves with the given weights, which rise, in the tree of Huffman.
  private static func depths(of weights: [Int]) -> [Int] {
    // Nodes are made in the order of their weights, so two queues replace a heap: the leaves, and
    // the nodes made so far.
    let leafCount = weights.count
    var nodes = weights
    var parents = [Int](repeating: 0, count: 2 * leafCount - 1)
    var leaf = 0
    var node = leafCount
    for made in leafCount..<2 * leafCount - 1 {
      var weight = 0
      for _ in 0..<2 {
        let takesLeaf = leaf < leafCount && (node >= made || nodes[leaf] <= nodes[node])
        let child = takesLeaf ? leaf : node
        if takesLeaf { leaf += 1 } else { node += 1 }
        parents[child] = made
        weight += nodes[child]
      }
      nodes.append(weight)
    }
    var depths = [Int](repeating: 0, count: 2 * leafCount - 1)
    for index in stride(from: 2 * leafCount - 3, through: 0, by: -1) {
      depths[index] = depths[parents[index]] + 1
    }
    return Array(depths[..<leafCount])
  }

  /// Makes counts of lengths, some of which were cut to `longest`, those of a code again.
  private static func limit(_ counts: inout [Int], to longest: Int) {
    var total = 0
    for length in 1...longest { total += counts[length] << (longest - length) }
    while total > 1 << longest {
      // A leaf goes down one level and takes one of the longest beside it.
      counts[longest] -= 1
      for length in stride(from: longest - 1, through: 1, by: -1) where counts[length] > 0 {
        counts[length] -= 1
        counts[length + 1] += 2
        break
      }
      total -= 1
    }
  }
}

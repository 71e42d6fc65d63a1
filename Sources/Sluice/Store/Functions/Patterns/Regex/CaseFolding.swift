// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which code points differ in case only, by the simple case folding of Unicode.
///
/// The standard library tells mappings, not foldings: two code points belong together if a mapping
/// of one code point to one leads from one to the other. The dotted and the dotless i are apart, as
/// Unicode folds them in Turkish only.
struct CaseFolding: Sendable {
  /// Made by the first pattern that asks for it, from some 20,000 code points.
  static let shared = CaseFolding()

  private let scalars: [UInt32]
  private let orbits: [[UInt32]]
  /// The lower case of the code points that have another one, by code point.
  private let lower: [UInt32: UInt32]

  /// Where Unicode has letters with case.
  private static let blocks: [ClosedRange<UInt32>] = [
    0x41...0x5A, 0x61...0x7A, 0xB5...0x24FF, 0x2C00...0x2DFF, 0xA640...0xABFF, 0xFB00...0xFB17,
    0xFF21...0xFF5A, 0x10400...0x105FF, 0x10C80...0x10CFF, 0x10D50...0x10D8F, 0x118A0...0x118DF,
    0x16E40...0x16EFF, 0x1E900...0x1E943,
  ]

  /// Pairs whose full mappings are the same two code points; Unicode folds them to one another.
  private static let sameExpansion: [(UInt32, UInt32)] = [
    (0x390, 0x1FD3), (0x3B0, 0x1FE3), (0xFB05, 0xFB06),
  ]

  private init() {
    var pairs = Self.sameExpansion
    var lower: [UInt32: UInt32] = [:]
    for block in Self.blocks {
      for value in block {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let properties = scalar.properties
        guard properties.changesWhenCaseMapped || properties.isCased else { continue }
        if let mapped = Self.single(properties.lowercaseMapping), mapped != value {
          lower[value] = mapped
        }
        guard value != 0x130, value != 0x131 else { continue }
        for mapping in [
          properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping,
        ] {
          guard let mapped = Self.single(mapping), mapped != value else { continue }
          pairs.append((value, mapped))
        }
      }
    }
    // The full mapping is an i and a dot above; the simple one is the i alone.
    lower[0x130] = 0x69
    self.lower = lower

    var members: [UInt32: Int] = [:]
    var groups: [[UInt32]] = []
    for (left, right) in pairs {
      switch (members[left], members[right]) {
      case (nil, nil):
        members[left] = groups.count
        members[right] = groups.count
        groups.append([left, right])
      case (let group?, nil):
        members[right] = group
        groups[group].append(right)
      case (nil, let group?):
        members[left] = group
        groups[group].append(left)
      case (let first?, let second?):
        guard first != second else { continue }
        for member in groups[second] { members[member] = first }
        groups[first] += groups[second]
        groups[second] = []
      }
    }
    scalars = members.keys.sorted()
    orbits = scalars.map { groups[members[$0] ?? 0].sorted() }
  }

  private static func single(_ text: String) -> UInt32? {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return nil }
    return first.value
  }

  /// The code points that differ from one in case only, with itself; empty if there are no others.
  func orbit(of scalar: UInt32) -> [UInt32] {
    let place = firstPlace(from: scalar)
    return place < scalars.count && scalars[place] == scalar ? orbits[place] : []
  }

  /// Calls `body` with each code point of a range that has others.
  func forEach(in range: ClosedRange<UInt32>, _ body: (UInt32) -> Void) {
    var place = firstPlace(from: range.lowerBound)
    while place < scalars.count, scalars[place] <= range.upperBound {
      body(scalars[place])
      place += 1
    }
  }

  /// The lower case of a code point, which is one code point.
  func lowered(_ scalar: UInt32) -> UInt32 { lower[scalar] ?? scalar }

  private func firstPlace(from scalar: UInt32) -> Int {
    var (low, high) = (0, scalars.count)
    while low < high {
      let middle = (low + high) / 2
      if scalars[middle] < scalar { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

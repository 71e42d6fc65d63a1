// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The code points of each general category of Unicode.
struct UnicodeCategories: Sendable {
  /// Made by the first pattern that asks for it.
  static let shared = UnicodeCategories()

  private let sets: [String: CodePointSet]

  private init() {
    var ranges: [String: [ClosedRange<UInt32>]] = [:]
    // Planes 4 to 13 have nothing; those of private use are known.
    for block: ClosedRange<UInt32> in [0...0xD7FF, 0xE000...0x3FFFF, 0xE0000...0xE0FFF] {
      var start = block.lowerBound
      var current: Unicode.GeneralCategory?
      for value in block {
        let category = Unicode.Scalar(value)?.properties.generalCategory
        if category != current {
          if let name = current.flatMap(Self.name), start < value {
            ranges[name, default: []].append(start...value - 1)
          }
          current = category
          start = value
        }
      }
      if let name = current.flatMap(Self.name) {
        ranges[name, default: []].append(start...block.upperBound)
      }
    }
    ranges["Cs", default: []].append(0xD800...0xDFFF)
    ranges["Co", default: []] += [0xF0000...0xFFFFD, 0x100000...0x10FFFD]

    var sets: [String: CodePointSet] = [:]
    var groups: [String: [ClosedRange<UInt32>]] = [:]
    for (name, list) in ranges {
      sets[name] = CodePointSet(list)
      groups[String(name.prefix(1)), default: []] += list
    }
    for (name, list) in groups { sets[name] = CodePointSet(list) }
    sets["Any"] = .all
    self.sets = sets
  }

  /// The code points of a category by its short name, such as `L` or `Lu`, or of `Any`.
  subscript(name: String) -> CodePointSet? { sets[name] }

  /// The short name; `nil` for what is not assigned, which RE2 has no name for either.
  private static func name(_ category: Unicode.GeneralCategory) -> String? {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: nil
    @unknown default: nil
    }
  }
}

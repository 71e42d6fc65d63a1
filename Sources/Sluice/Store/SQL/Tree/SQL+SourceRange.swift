// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// The part of a text that a piece of a tree was read from, in bytes of UTF-8.
  struct SourceRange: Hashable, Sendable {
    private var lower: UInt32
    private var upper: UInt32

    init(_ bytes: Range<Int>) {
      self.init(
        lower: UInt32(clamping: bytes.lowerBound),
        upper: UInt32(clamping: bytes.upperBound)
      )
    }

    init(lower: UInt32, upper: UInt32) {
      self.lower = lower
      self.upper = max(lower, upper)
    }

    /// Where nothing stands: the range of what was never written.
    static let none = SourceRange(lower: 0, upper: 0)

    var lowerBound: Int { Int(lower) }
    var upperBound: Int { Int(upper) }

    /// The bytes of the text.
    var bytes: Range<Int> { lowerBound..<upperBound }

    /// From the start of this one to the end of `other`, or the other way round.
    func extended(to other: SourceRange) -> SourceRange {
      SourceRange(lower: min(lower, other.lower), upper: max(upper, other.upper))
    }

    /// What stands there in `text`, which is what was parsed.
    func text(in text: String) -> String {
      let utf8 = text.utf8
      let start = utf8.index(utf8.startIndex, offsetBy: lowerBound, limitedBy: utf8.endIndex)
      let end = utf8.index(utf8.startIndex, offsetBy: upperBound, limitedBy: utf8.endIndex)
      return String(text[(start ?? utf8.endIndex)..<(end ?? utf8.endIndex)])
    }
  }
}

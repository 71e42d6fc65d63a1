// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension NamingConvention {
  /// Cuts the middle out of `normalized` if it is longer than `limit` Unicode scalars.
  ///
  /// A tag of six characters takes its place. It is a hash of `original`, so two long names that
  /// begin and end alike stay apart. A limit below six leaves the start of the tag; a limit of
  /// zero or less is none.
  public func shorten(normalized: String, original: String, to limit: Int) -> String {
    // A scalar takes at least one byte, so this spares counting scalars nearly always.
    guard limit > 0, normalized.utf8.count > limit else { return normalized }
    let scalars = normalized.unicodeScalars
    let count = scalars.count
    guard count > limit else { return normalized }
    let tag = shorteningTag(of: original)
    let remaining = limit - tag.utf8.count
    guard remaining > 0 else { return String(tag.prefix(limit)) }
    let end = remaining / 2
    var result = String(String.UnicodeScalarView(scalars.prefix(remaining - end)))
    result += tag
    result += String(String.UnicodeScalarView(scalars.suffix(end)))
    return result
  }
}

/// Four bytes of SHAKE-128 as base64, with the characters that a name cannot have replaced.
private func shorteningTag(of original: String) -> String {
  var tag: [UInt8] = []
  let digest = Digest.shake128(original.utf8, count: 4)
  for byte in Digest.base64(digest, padding: false).utf8 {
    switch byte {
    case 0x2F: tag.append(0x61)  // "/" becomes "a"
    case 0x2B: tag.append(0x62)  // "+" becomes "b"
    default: tag.append(byte.lowercasedASCII)
    }
  }
  return String(decoding: tag, as: UTF8.self)
}

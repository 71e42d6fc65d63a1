// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct MD5Tests {
  // The suite in RFC 1321, A.5.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    (
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "d174ab98d277d9f5a5611c2c9f419d9f"
    ),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func `the digests are those of the standard`(_ text: String, _ expected: String) {
    var digest = MD5()
    digest.update(Array(text.utf8))
    #expect(digest.finish() == expected)
  }

  @Test(arguments: 0...130)
  func `it does not matter in what pieces the bytes come`(count: Int) {
    let bytes = (0..<count).map { UInt8($0) }
    var whole = MD5()
    whole.update(bytes)
    let expected = whole.finish()
    for cut in 0...count {
      var digest = MD5()
      digest.update(Array(bytes[..<cut]))
      digest.update(Array(bytes[cut...]))
      #expect(digest.finish() == expected)
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct DigestTests {
  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // From FIPS 202 and the examples that NIST gives with it.
  @Test(arguments: [
    ("", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
    ("abc", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "41c0dba2a9d6240849100376a8235e2c82e1b9998a999e21db32dd97496d3376"
    ),
  ])
  func `SHA3-256 agrees with the standard`(message: String, digest: String) {
    #expect(Self.hex(Digest.sha3(message.utf8)) == digest)
  }

  @Test func `SHAKE-128 agrees with the standard over several blocks`() {
    #expect(
      Self.hex(Digest.shake128("".utf8, count: 32))
        == "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    )
    // The last bytes are those that an independent implementation gives.
    let message = [UInt8](repeating: 0xA3, count: 200)
    let output = Digest.shake128(message, count: 512)
    #expect(
      Self.hex(Array(output[..<32]))
        == "131ab8d2b594946b9c81333f9bb6e0ce75c3b93104fa3469d3917457385da037"
    )
    #expect(Self.hex(Array(output[496...])) == "f17d7259ab075216c0699511643b6439")
  }

  @Test(arguments: 0..<340)
  func `hashing in one block agrees with hashing in many`(count: Int) {
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 7) }
    let digest = Digest.shake128(message, count: 10)
    #expect(RowIDText.hash(of: message) == Digest.base64(digest, padding: false))
  }

  @Test func `the digests of the corpus agree`() throws {
    let entries = try CorpusFile("row_ids").list("digests")
    #expect(entries.count == 4)
    for entry in entries {
      let input = try #require(entry["input"]?.string)
      #expect(Digest.shake128Text(input, count: 15) == entry["digest128"]?.string)
      #expect(Digest.shake128Text(input, count: 9) == entry["digest128_9"]?.string)
      #expect(Digest.shake128Text(input, count: 10) == entry["digest128_10"]?.string)
      #expect(RowIDText.hash(of: Array(input.utf8)) == entry["digest128b_10"]?.string)
      #expect(Digest.sha3Text(input) == entry["digest256"]?.string)
    }
  }
}

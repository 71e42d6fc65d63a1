// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: raw memory of columns goes out and comes in without a loop over the rows.

/// The form in which load packages and stores keep rows: frames, each with a head and a checksum.
///
/// ```text
/// "SLF1"  4 bytes        bytes of the head  4 bytes    bytes of the body  8 bytes
/// checksum of both 8 bytes    head: JSON, filled up to 8 bytes    body
/// ```
/// Numbers are little-endian. What a frame means is up to its head; see ``BatchFrame``.
struct CheckedFrame {
  /// Bytes before the head.
  static let prefixSize = 24
  private static let mark: UInt32 = 0x3146_4C53
  /// The largest frame that is read: beyond it, the length itself is damaged.
  static let sizeLimit = 1 << 36

  /// What the frame says of itself.
  var head: Record
  /// The bytes.
  var body: [UInt8]

  /// The bytes of a frame.
  static func bytes(head: Record, body: [UInt8] = []) -> [UInt8] {
    let start = body.withUnsafeBytes { Self.start(head: head, body: $0) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.count + body.count)
    bytes += start
    bytes += body
    return bytes
  }

  /// The bytes of a frame up to its body, so that a large body need not be copied.
  static func start(head: Record, body: UnsafeRawBufferPointer) -> [UInt8] {
    var head = Array(JSONWriter().string(.record(head)).utf8)
    while head.count % 8 != 0 { head.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefixSize + head.count)
    append(mark, to: &bytes)
    append(UInt32(head.count), to: &bytes)
    append(UInt64(body.count), to: &bytes)
    append(Checksum.of(body, seed: Checksum.of(head)), to: &bytes)
    bytes += head
    return bytes
  }

  /// The lengths of head and body that the first ``prefixSize`` bytes of a frame tell, or `nil`.
  static func lengths(_ prefix: [UInt8]) -> (head: Int, body: Int)? {
    guard prefix.count >= prefixSize, word(prefix, 0) as UInt32 == mark else { return nil }
    let head = Int(word(prefix, 4) as UInt32)
    guard let body = Int(exactly: word(prefix, 8) as UInt64), head % 8 == 0,
      head <= sizeLimit, body <= sizeLimit
    else { return nil }
    return (head, body)
  }

  /// Reads the frame that begins with `prefix`, or `nil` if it is damaged.
  init?(prefix: [UInt8], head: [UInt8], body: [UInt8]) {
    guard let lengths = Self.lengths(prefix), lengths == (head.count, body.count),
      Self.word(prefix, 16) == Checksum.of(body, seed: Checksum.of(head)),
      let fields = (try? Value(json: head))?.fields
    else { return nil }
    self.head = fields
    self.body = body
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func word<Number: FixedWidthInteger>(_ bytes: [UInt8], _ place: Int) -> Number {
    bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self))
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct CheckedFrameTests {
  private let disk = MemoryFileSystem()

  /// Frames below, at and above the size of the pieces in which files are read.
  private static let bodies: [[UInt8]] = [0, 1, 7, 8, 200_000, 1 << 18, 800_000, 9 << 20, 5].map {
    size in
    var body = [UInt8](repeating: UInt8(truncatingIfNeeded: size), count: size)
    if size > 0 { body[size / 2] ^= 255 }
    return body
  }

  private func write() throws -> CheckedFrameWriter {
    var writer = CheckedFrameWriter("frames", in: disk)
    for (number, body) in Self.bodies.enumerated() {
      try writer.append(head: ["number": Value(integer: number)], body: body)
    }
    try writer.finish()
    return writer
  }

  private func readAll(_ path: String = "frames") throws -> [CheckedFrame] {
    var reader = try CheckedFrameReader(path, in: disk)
    var frames: [CheckedFrame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test func `frames come back one after the other`() throws {
    let writer = try write()
    #expect(disk.item(at: "frames") == .file(size: writer.size))
    var reader = try CheckedFrameReader("frames", in: disk)
    for (number, body) in Self.bodies.enumerated() {
      let frame = try #require(try reader.next())
      #expect(frame.head["number"]?.int64 == Int64(number))
      #expect(frame.body == body)
    }
    #expect(try reader.next() == nil)
    #expect(reader.offset == writer.size)
    #expect(reader.chain == writer.chain)
  }

  @Test func `bytes of single frames are the same as those of a file`() throws {
    _ = try write()
    let bytes = Self.bodies.enumerated().flatMap { number, body in
      CheckedFrame.bytes(head: ["number": Value(integer: number)], body: body)
    }
    #expect(try disk.read("frames") == bytes)
  }

  @Test func `a file without frames has none`() throws {
    try disk.append([UInt8](), to: "frames")
    #expect(try readAll().isEmpty)
    #expect(throws: LoadError.self) { try CheckedFrameReader("nowhere", in: disk) }
  }

  @Test func `a file that is cut off says where`() throws {
    let frames = (0..<4).map { CheckedFrame.bytes(head: ["a": .int($0)], body: [1, 2, 3, 4, 5]) }
    let starts = (0...4).map { number in frames[..<number].reduce(0) { $0 + $1.count } }
    let bytes = frames.flatMap { $0 }
    for length in bytes.indices where !starts.contains(length) {
      try disk.append(Array(bytes[..<length]), to: "\(length)")
      let error = #expect(throws: LoadError.self) { try readAll("\(length)") }
      #expect(error?.code == .fileDamaged)
      #expect(error?.location.offset == starts.last { $0 <= length })
      #expect(error?.message.contains("'\(length)'") == true)
    }
  }

  @Test(arguments: [1_000_000, 1_500_000, 2_100_000])
  func `a large file that is cut off says so`(length: Int) throws {
    _ = try write()
    try disk.append(Array(try disk.read("frames")[..<length]), to: "cut")
    let error = #expect(throws: LoadError.self) { try readAll("cut") }
    #expect(error?.code == .fileDamaged)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a bit that flips is found`(seed: UInt64) throws {
    try disk.append(
      [1, 2, 3].flatMap { CheckedFrame.bytes(head: ["a": $0], body: [1, 2, 3, 4, 5]) },
      to: "frames"
    )
    var bytes = try disk.read("frames")
    var random = SplitMix(state: seed)
    let place = Int.random(in: bytes.indices, using: &random)
    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    try disk.append(bytes, to: "flipped")
    let error = #expect(throws: LoadError.self) { try readAll("flipped") }
    #expect(error?.code == .fileDamaged)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite(
  .enabled(if: SharedSuites.folder("json") != nil, "The JSON test suite is not beside the package.")
)
struct JSONCorpusTests {
  static let files = SharedSuites.files("json").filter { $0.name.hasSuffix(".json") }

  static func document() -> JSONReadOptions {
    var options = JSONReadOptions()
    options.layout = .document
    return options
  }

  /// The result of reading `bytes` in pieces of `size`.
  static func read(
    _ bytes: [UInt8],
    pieces size: Int,
    _ options: JSONReadOptions = document()
  ) -> Result<[Value], JSONError> {
    var reader = JSONReader(options: options)
    var values: [Value] = []
    do throws(JSONError) {
      var start = 0
      while start < bytes.count {
        let end = min(start + size, bytes.count)
        reader.append(bytes[start..<end])
        start = end
        while let value = try reader.next() { values.append(value) }
      }
      reader.finish()
      while let value = try reader.next() { values.append(value) }
      return .success(values)
    } catch {
      return .failure(error)
    }
  }

  /// The result without what an error found: a character cut in two is shown as its first byte.
  static func plain(_ result: Result<[Value], JSONError>) -> Result<[Value], JSONError> {
    result.mapError { error in
      var error = error
      error.found = ""
      return error
    }
  }

  @Test func `the suite is complete`() {
    #expect(Self.files.count > 300)
    #expect(Self.files.contains { $0.name.hasPrefix("y_") })
    #expect(Self.files.contains { $0.name.hasPrefix("n_") })
  }

  @Test func `what is JSON is read and nothing else, in pieces of any size`() {
    for file in Self.files {
      let whole = Self.read(file.bytes, pieces: .max / 2)
      let isRead = (try? whole.get()) != nil
      if file.name.hasPrefix("y_") { #expect(isRead, "\(file.name): \(whole)") }
      if file.name.hasPrefix("n_") { #expect(!isRead, "\(file.name)") }
      guard file.bytes.count < 10_000 else { continue }
      for size in [1, 2, 3, 7] {
        let pieces = Self.read(file.bytes, pieces: size)
        #expect(Self.plain(pieces) == Self.plain(whole), "\(file.name) in pieces of \(size)")
      }
    }
  }

  @Test func `every value survives being written and read`() throws {
    for file in Self.files {
      guard let value = try? Self.read(file.bytes, pieces: 1_000_000).get().first else { continue }
      if Self.holdsBigInt(value) { continue }
      let text = JSONWriter().string(value)
      #expect(try Value(json: text) == value, "\(file.name)")
    }
  }

  static func holdsBigInt(_ value: Value) -> Bool {
    switch value {
    case .bigInt: true
    case .list(let values): values.contains(where: holdsBigInt)
    case .record(let record): record.values.contains(where: holdsBigInt)
    default: false
    }
  }

  @Test func `the other layouts agree on single records`() throws {
    for file in Self.files where file.bytes.count < 10_000 {
      let document = Self.read(file.bytes, pieces: .max / 2)
      var lines = Self.document()
      lines.layout = .lines
      let first = try? document.get().first
      if let first, !file.bytes.contains(0x0A) || file.bytes.last == 0x0A {
        if case .success(let values) = Self.read(file.bytes, pieces: 5, lines) {
          #expect(values == [first], "\(file.name)")
        }
      }
      var array = Self.document()
      array.layout = .array
      let wrapped = Array("[".utf8) + file.bytes + Array(",".utf8) + file.bytes + Array("]".utf8)
      let isMarked = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
      if !isMarked, let first, let values = try? Self.read(wrapped, pieces: 3, array).get() {
        #expect(values == [first, first], "\(file.name)")
      } else if file.name.hasPrefix("y_") {
        Issue.record("\(file.name) is not read in an array.")
      }
    }
  }

  @Test func `input that is cut off is refused without a crash`() {
    for file in Self.files where file.name.hasPrefix("y_structure") || file.name.hasPrefix("y_obj")
    {
      let whole = Self.read(file.bytes, pieces: .max / 2)
      for count in 0..<file.bytes.count {
        let part = Self.read(Array(file.bytes[..<count]), pieces: .max / 2)
        #expect(Self.read(Array(file.bytes[..<count]), pieces: 1) == part)
        if case .failure(let error) = part {
          #expect(error.code == .unexpectedEnd || error.code == .invalidUTF8, "\(error)")
          #expect(error.offset <= count)
        } else {
          #expect(part == whole || file.bytes[0] != 0x7B)
        }
      }
    }
  }
}

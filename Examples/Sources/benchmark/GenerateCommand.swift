// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes a file of records that is the same on every machine.
struct GenerateCommand {
  private let shape: Shape
  private let rows: Int
  private let path: String
  private let isCSV: Bool

  init(_ options: Options) throws {
    let name = try options.required("--shape")
    guard let shape = Shape(rawValue: name) else {
      let all = Shape.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("There is no shape '\(name)', only \(all).")
    }
    self.shape = shape
    rows = try options.count("--rows")
    path = try options.required("--output")
    isCSV = path.hasSuffix(".csv")
    guard isCSV || path.hasSuffix(".jsonl") else {
      throw UsageError("'\(path)' has to end with .jsonl or .csv.")
    }
    guard !isCSV || shape == .flat else {
      throw UsageError("Only the flat shape can be written as CSV.")
    }
  }

  func run() throws {
    guard let file = fopen(path, "wb") else {
      throw UsageError("The file '\(path)' cannot be written: \(String(cString: strerror(errno))).")
    }
    var random = SeededGenerator(seed: 2_026)
    var text = isCSV ? Flat.header : ""
    var isComplete = true
    for row in 0..<rows {
      switch shape {
      case .flat:
        let record = Flat(row: row, &random)
        if isCSV { record.appendCSV(to: &text) } else { record.appendJSON(to: &text) }
      case .nested: Nested.append(row: row, &random, to: &text)
      case .wide: Wide.append(row: row, &random, to: &text)
      case .deep: Deep.append(row: row, &random, to: &text)
      }
      text += "\n"
      if text.utf8.count > 1 << 16 || row == rows - 1 {
        isComplete = isComplete && Self.write(text, to: file)
        text.removeAll(keepingCapacity: true)
      }
    }
    isComplete = fclose(file) == 0 && isComplete
    guard isComplete else {
      throw WriteError(description: "The file '\(path)' could not be written to its end.")
    }
  }

  private static func write(_ text: String, to file: UnsafeMutablePointer<FILE>) -> Bool {
    let bytes = Array(text.utf8)
    return fwrite(bytes, 1, bytes.count, file) == bytes.count
  }
}

/// The disk is full, or gone.
private struct WriteError: Error, CustomStringConvertible {
  var description: String
}

/// Random numbers that are the same everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number below `bound`.
  // Not the one of the standard library, which may change.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// One of `choices`.
  mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }

  /// True in one of `count` cases.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// `count` words with a space between them.
  mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in one(of: Words.common) }.joined(separator: " ")
  }

  /// `count` digits of base 16.
  mutating func hex(_ count: Int) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<count).map { _ in one(of: digits) })
  }
}

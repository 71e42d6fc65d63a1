// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// The arguments of a function as texts, and the text of its result, or nothing.
struct CallExample: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var output: String?

  init(_ arguments: [String], _ output: String?) {
    self.arguments = arguments
    self.output = output
  }

  var testDescription: String { "\(arguments) → \(output ?? "nothing")" }

  func part(_ index: Int = 0) throws -> DatePart {
    try #require(DatePart(arguments[index]))
  }

  func date(_ index: Int) throws -> Int32 { try arguments[index].reading(TextReader.date) }

  func time(_ index: Int) throws -> Int64 { try arguments[index].reading(TextReader.time) }

  func timestamp(_ index: Int) throws -> Int64 {
    try arguments[index].reading(TextReader.timestamp)
  }

  func interval(_ index: Int) throws -> Interval {
    try arguments[index].reading(TextReader.interval)
  }

  func integer(_ index: Int) throws -> Int64 { try #require(Int64(arguments[index])) }

  func double(_ index: Int) throws -> Double { try #require(Double(arguments[index])) }

  /// Expects a result, written as a value of its type is.
  func expect<Value>(
    _ value: Value?,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ write: (Value, inout [UInt8]) -> Void
  ) {
    let text = value.map { value in
      var bytes: [UInt8] = []
      write(value, &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(text == output, sourceLocation: sourceLocation)
  }

  func expect(integer: Int64?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(integer, sourceLocation: sourceLocation) { TextWriter.append($0, to: &$1) }
  }

  func expect(double: Double?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(double, sourceLocation: sourceLocation) { TextWriter.append($0, to: &$1) }
  }

  func expect(date: Int32?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(date, sourceLocation: sourceLocation) { TextWriter.append(date: $0, to: &$1) }
  }

  func expect(time: Int64?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(time, sourceLocation: sourceLocation) { TextWriter.append(time: $0, to: &$1) }
  }

  func expect(timestamp: Int64?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(timestamp, sourceLocation: sourceLocation) { TextWriter.append(timestamp: $0, to: &$1) }
  }

  func expect(_ interval: Interval?, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(interval, sourceLocation: sourceLocation) { TextWriter.append($0, to: &$1) }
  }
}

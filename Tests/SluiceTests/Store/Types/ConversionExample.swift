// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A text, and the text that a database makes of it by way of a type, or nothing.
struct ConversionExample: Sendable, CustomTestStringConvertible {
  var input: String
  var output: String?

  init(_ input: String, _ output: String?) {
    self.input = input
    self.output = output
  }

  var testDescription: String { "\(input.debugDescription) → \(output ?? "nothing")" }

  /// Expects that the value that is read from the input is written as the output.
  func check<Value>(
    _ read: (TextBytes) -> Value?,
    _ write: (Value, inout [UInt8]) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let written = input.reading { text -> String? in
      read(text).map { value in
        var bytes: [UInt8] = []
        write(value, &bytes)
        return String(decoding: bytes, as: UTF8.self)
      }
    }
    #expect(written == output, sourceLocation: sourceLocation)
  }
}

extension String {
  /// Calls `body` with the bytes of the text.
  func reading<Result>(_ body: (TextBytes) throws -> Result) rethrows -> Result {
    var text = self
    return try text.withUTF8(body)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the arguments.
struct UsageError: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// Arguments in pairs: a name that begins with two dashes, and a value.
struct Options {
  private var values: [String: String] = [:]

  /// Reads `--name value` and `--name=value`.
  init(_ arguments: [String], knowing names: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard names.contains(name) else {
        throw UsageError("There is no option '\(name)', only \(names.joined(separator: ", ")).")
      }
      guard values[name] == nil else { throw UsageError("'\(name)' is given twice.") }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw UsageError("'\(name)' needs a value.")
      }
      values[name] = value
    }
  }

  /// The value of an option that may be left out.
  subscript(name: String) -> String? { values[name] }

  /// The value of an option that has to be there.
  func required(_ name: String) throws -> String {
    guard let value = values[name] else { throw UsageError("'\(name)' is missing.") }
    return value
  }

  /// The value of an option that is a number of at least 1; it has to be there without a default.
  func count(_ name: String, default: Int? = nil) throws -> Int {
    if values[name] == nil, let `default` { return `default` }
    let text = try required(name)
    guard let number = Int(text), number > 0 else {
      throw UsageError("'\(name)' has to be a whole number above 0, not '\(text)'.")
    }
    return number
  }
}

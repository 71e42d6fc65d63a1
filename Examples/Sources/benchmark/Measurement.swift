// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a piece of work took.
struct Measurement {
  /// Time on the clock.
  var seconds: Double
  /// Time of all threads on the processor.
  var cpuSeconds: Double

  /// Does some work, and measures it.
  static func of<Result>(
    _ work: () async throws -> Result
  ) async throws -> (result: Result, measurement: Measurement) {
    let cpu = Usage.cpuSeconds
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await work()
    let seconds = (clock.now - start) / .seconds(1)
    return (result, Measurement(seconds: seconds, cpuSeconds: Usage.cpuSeconds - cpu))
  }
}

/// Writes results as JSON.
enum JSONText {
  /// A number with at most so many digits behind the point.
  static func rounded(_ number: Double, _ digits: Int) -> Double {
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    return (number * power).rounded() / power
  }

  /// A text in quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

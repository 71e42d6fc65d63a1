// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SluiceTesting

/// Starts the program again and again, and kills it at random moments.
struct Driver {
  /// What came of it.
  struct Outcome: CustomStringConvertible {
    var kills = 0
    /// How many of them came while a run was on its way.
    var killsInRuns = 0
    /// How many packages waited after the kills.
    var packages = 0
    var rounds = 0
    /// How often a program ended with an error instead of being killed.
    var failures: [String] = []

    var description: String {
      let first =
        "kills: \(kills), in a run: \(killsInRuns), packages found waiting: \(packages), "
        + "rounds: \(rounds), failures: \(failures.count)"
      return ([first] + failures).joined(separator: "\n")
    }
  }

  let program: String
  let folder: String
  let kills: Int

  /// Loads in rounds, each in a folder of its own, until there were enough kills.
  ///
  /// A round ends when a program ends by itself. Then the destinations have to hold what an
  /// undisturbed run leaves in them.
  func drive() async throws -> Outcome {
    var outcome = Outcome()
    let calm = "\(folder)/calm"
    let clock = ContinuousClock()
    let start = clock.now
    guard try run(in: calm, killAfter: nil) == .finished else {
      outcome.failures.append("The undisturbed run has failed.")
      return outcome
    }
    let (seconds, attoseconds) = (clock.now - start).components
    let longest = max(1_000, Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    let expected = try await Job(folder: calm).contents()
    while outcome.kills < kills {
      outcome.rounds += 1
      let place = "\(folder)/round\(outcome.rounds)"
      var isDone = false
      while !isDone {
        // Enough is enough: the last round is brought to its end.
        let delay = outcome.kills < kills ? Int.random(in: 0..<longest) : nil
        do {
          let end = try run(in: place, killAfter: delay)
          isDone = end == .finished
          if end == .killedInRun { outcome.killsInRuns += 1 }
          if !isDone {
            outcome.kills += 1
            outcome.packages += try Job(folder: place).pending()
          }
        } catch {
          outcome.failures.append("round \(outcome.rounds): \(error)")
          return outcome
        }
      }
      for ((name, before), (_, after)) in zip(expected, try await Job(folder: place).contents()) {
        let diff = HistoryDiff(expected: before, found: after)
        if !diff.isEmpty {
          outcome.failures.append("round \(outcome.rounds), \(name): \(diff.text)")
        }
      }
      try FileManager.default.removeItem(atPath: place)
    }
    try FileManager.default.removeItem(atPath: calm)
    return outcome
  }

  /// How a program ended.
  private enum End { case finished, killed, killedInRun }

  /// Starts the program, and kills it after so many microseconds unless it has ended by then.
  private func run(in place: String, killAfter delay: Int?) throws -> End {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["load", "--folder", place]
    let (errors, notes) = (Pipe(), Pipe())
    process.standardError = errors
    process.standardOutput = notes
    try process.run()
    if let delay {
      usleep(UInt32(delay))
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
      // One byte when a run begins, and one when it ends.
      return notes.fileHandleForReading.readDataToEndOfFile().count % 2 == 1
        ? .killedInRun : .killed
    }
    guard process.terminationStatus == 0 else {
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      throw Arguments.Misuse("The program has ended with \(process.terminationStatus): \(text)")
    }
    return .finished
  }
}

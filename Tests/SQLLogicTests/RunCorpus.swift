// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs scripts against an engine, some side by side, and reports them in their order.
///
/// `report` gets the failures of each script as soon as all scripts before it are done. What comes
/// last is up to the caller: the lines of the tally, of which the summary is the last. A test hands
/// them to ``LastLines``.
func runCorpus(
  files: [String],
  engine: some SQLLogicEngine,
  options: RunOptions = RunOptions(),
  report: @Sendable (String) -> Void = { print($0) }
) async -> Tally {
  var total = Tally()
  var done: [Int: Tally] = [:]
  var reported = 0
  await withTaskGroup(of: (Int, Tally).self) { group in
    var started = 0
    func start() {
      guard started < files.count else { return }
      let (index, path) = (started, files[started])
      started += 1
      group.addTask { (index, await tally(of: path, engine: engine, options: options)) }
    }
    for _ in 0..<max(1, options.concurrentScripts) { start() }
    for await (index, tally) in group {
      start()
      done[index] = tally
      while let next = done.removeValue(forKey: reported) {
        for (number, failure) in next.failures.enumerated() {
          report(number < options.detailedFailures ? failure.details : failure.summary)
        }
        total += next
        reported += 1
      }
    }
  }
  return total
}

private func tally(
  of path: String,
  engine: some SQLLogicEngine,
  options: RunOptions
) async -> Tally {
  do {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let script = ScriptReader.script(bytes, path: path)
    return await ScriptRunner(script, engine: engine, options: options).run()
  } catch {
    var tally = Tally()
    tally.failures.append(
      Failure(path: path, line: 1, problem: "The script cannot be read: \(error)")
    )
    return tally
  }
}

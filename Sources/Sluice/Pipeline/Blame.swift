// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Turns what a destination throws into what a run throws: what was attempted, why it failed, and
/// what to do.
struct Blame: Sendable {
  /// What was attempted, in words that follow 'failed to'.
  var attempt: String
  /// The table, if the call is about one.
  var table: String?
  /// The file whose rows are loaded, if they come from one.
  var file: String?
  /// The id of the sealed package that has the rows, if there is one.
  var package: String?

  /// Blames a call.
  init(_ attempt: String, table: String? = nil, file: String? = nil, package: String? = nil) {
    self.attempt = attempt
    self.table = table
    self.file = file
    self.package = package
  }

  /// Makes a call, and throws what ``error(for:)`` makes of what it throws.
  func catching<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch { throw self.error(for: error) }
  }

  /// What the run throws for what a call has thrown.
  ///
  /// A ``LoadError`` says itself what is wrong, and keeps its code; a cancellation is no failure.
  func error(for failure: any Error) -> any Error {
    switch failure {
    case is CancellationError: failure
    case let failure as RetriesUsedUp: exhausted(failure)
    case let failure as TransientFailure: busy("for now: \(failure.description.sentence)", failure)
    case let failure as PermanentFailure: refused(failure)
    case let failure as LoadError: completed(failure)
    default:
      LoadError(
        .destinationFailed,
        "The destination failed to \(attempt): \(failure)" + (package == nil ? "" : ". \(wayOn)"),
        at: LoadError.Location(table: table),
        cause: failure
      )
    }
  }

  private func exhausted(_ failure: RetriesUsedUp) -> LoadError {
    let last = failure.last
    let reason = (last as? LoadError)?.message ?? "\(last)"
    var text = "for now, \(failure.attempts.counted("time")) in \(failure.lost.shortText): "
    text += reason.sentence
    if case .deadlineReached(let asked?) = failure.decision {
      text += " It asks to wait \(asked.shortText), which is more than the deadline leaves."
    }
    return busy(text, last)
  }

  private func busy(_ text: String, _ cause: any Error) -> LoadError {
    var text = "The destination refused to \(attempt)\(ofFile(file)) \(text) "
    if attempt == "commit" {
      text += "Whether the load is visible is not known. "
      if package == nil { text += "Look for it in the table '_dlt_loads' before you go on. " }
    }
    text +=
      package.map {
        "The package '\($0)' stays: the next run asks for it and loads it, or 'retry' does at once; "
          + "'abort' gives it up."
      } ?? "Run again later."
    return LoadError(
      .destinationBusy,
      "\(text) More attempts and a longer deadline are a matter of 'settings.retries'.",
      at: LoadError.Location(table: table),
      cause: cause
    )
  }

  private func refused(_ failure: PermanentFailure) -> LoadError {
    let row = failure.row.map { ", row \($0) of the batch" } ?? ""
    return LoadError(
      .destinationFailed,
      "The destination refuses to \(attempt)\(ofFile(failure.file ?? file))\(row): "
        + "\(failure.description.sentence) \(wayOn)",
      at: LoadError.Location(table: failure.table ?? table),
      cause: failure
    )
  }

  private func completed(_ failure: LoadError) -> LoadError {
    var failure = failure
    if failure.location.table == nil { failure.location.table = table }
    if package != nil { failure.message = "\(failure.message.sentence) \(wayOn)" }
    return failure
  }

  private var wayOn: String {
    package.map {
      "The package '\($0)' stays: once the cause is gone, load it with 'retry' or the next run, or "
        + "give it up with 'abort'."
    } ?? "Take the cause away, and run again."
  }

  private func ofFile(_ file: String?) -> String { file.map { " of the file '\($0)'" } ?? "" }
}

extension String {
  /// The text with a full stop, unless it ends a sentence already.
  fileprivate var sentence: String {
    last.map { ".!?".contains($0) } ?? true ? self : self + "."
  }
}

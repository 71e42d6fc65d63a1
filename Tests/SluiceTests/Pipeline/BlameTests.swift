// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

/// What a run says when the destination fails.
@Suite struct BlameTests {
  private let package = "1700000000.123456"

  private func loadError(_ blame: Blame, _ failure: any Error) throws -> LoadError {
    try #require(blame.error(for: failure) as? LoadError)
  }

  @Test func `a refusal for good names file, table and row, and says how to go on`() throws {
    let failure = PermanentFailure(
      "The column 'id' has a value that is there already",
      file: "items/0.jsonl",
      table: "items",
      row: 17
    )
    let error = try loadError(Blame("load rows", package: package), failure)
    #expect(error.code == .destinationFailed)
    #expect(!error.code.isTransient)
    #expect(error.location.table == "items")
    #expect(
      error.description == """
        table 'items': The destination refuses to load rows of the file 'items/0.jsonl', row 17 of \
        the batch: The column 'id' has a value that is there already. The package \
        '1700000000.123456' stays: once the cause is gone, load it with 'retry' or the next run, or \
        give it up with 'abort'.
        """
    )
  }

  @Test func `a refusal for good without a package asks to run again`() throws {
    let error = try loadError(
      Blame("finish the table", table: "items", file: "b.csv"),
      PermanentFailure("No such role.")
    )
    #expect(
      error.message
        == "The destination refuses to finish the table of the file 'b.csv': No such role. "
        + "Take the cause away, and run again."
    )
    #expect(error.location.table == "items")
  }

  @Test func `who gives up says how often and how long it was tried`() throws {
    let failure = RetriesUsedUp(
      attempts: 6,
      lost: .milliseconds(15_500),
      decision: .attemptsUsedUp,
      last: TransientFailure("The server is busy")
    )
    let error = try loadError(Blame("load rows", table: "items", package: package), failure)
    #expect(error.code == .destinationBusy)
    #expect(error.code.isTransient)
    #expect(
      error.message == """
        The destination refused to load rows for now, 6 times in 15.5 s: The server is busy. The \
        package '1700000000.123456' stays: the next run asks for it and loads it, or 'retry' does at \
        once; 'abort' gives it up. More attempts and a longer deadline are a matter of \
        'settings.retries'.
        """
    )
  }

  @Test func `a deadline says what the destination asked for`() throws {
    let failure = RetriesUsedUp(
      attempts: 1,
      lost: .milliseconds(20),
      decision: .deadlineReached(asked: .seconds(3_600)),
      last: TransientFailure("Too many requests.")
    )
    let error = try loadError(Blame("begin"), failure)
    #expect(
      error.message == """
        The destination refused to begin for now, 1 time in 20 ms: Too many requests. It asks to wait \
        3600 s, which is more than the deadline leaves. Run again later. More attempts and a longer \
        deadline are a matter of 'settings.retries'.
        """
    )
  }

  @Test func `nobody knows how a commit has ended that was refused for now`() throws {
    let failure = TransientFailure("The connection is lost.")
    let error = try loadError(Blame("commit"), failure)
    #expect(error.code == .destinationBusy)
    #expect(error.message.contains("Whether the load is visible is not known. Look for it in"))
    let kept = try loadError(Blame("commit", package: package), failure)
    #expect(kept.message.contains("is not known. The package '1700000000.123456' stays"))
  }

  @Test func `an error that says itself what is wrong keeps its code`() throws {
    let full = LoadError(.noSpace, "The file cannot be written. Make room, and run again.")
    let error = try loadError(Blame("load rows", table: "items"), full)
    #expect(error.code == .noSpace)
    #expect(error.message == full.message)
    #expect(error.location.table == "items")
    let kept = try loadError(Blame("load rows", table: "items", package: package), full)
    #expect(kept.code == .noSpace)
    #expect(kept.message.contains("The package '1700000000.123456' stays"))
  }

  @Test func `other errors are wrapped, and a cancellation is not`() async throws {
    let blame = Blame("migrate", table: "items")
    let error = try loadError(blame, RecordingDestination.Refusal())
    #expect(error.code == .destinationFailed)
    #expect(error.message == "The destination failed to migrate: Refusal()")
    #expect(error.cause is RecordingDestination.Refusal)
    await #expect(throws: CancellationError.self) {
      try await blame.catching { throw CancellationError() }
    }
    #expect(try await blame.catching { 7 } == 7)
  }
}

@Suite struct FailureTallyTests {
  private func refusal(_ table: String, _ code: LoadError.Code = .destinationFailed) -> LoadError {
    LoadError(code, "No room for '\(table)'.", at: LoadError.Location(table: table))
  }

  @Test func `the first refusal stops the load, unless others are to be tried`() async throws {
    var tally = FailureTally(.stop)
    try await tally.attempt("a") {}
    let error = await #expect(throws: LoadError.self) {
      try await tally.attempt("b") { throw refusal("b") }
    }
    #expect(error?.message == "No room for 'b'.")
  }

  @Test func `all refusals are told together`() async throws {
    var tally = FailureTally(.tryOtherTables)
    var tried: [String] = []
    for table in ["a", "b", "b", "c", "d"] {
      try await tally.attempt(table) {
        tried.append(table)
        if table == "b" { throw refusal(table, .valueOutOfRange) }
        if table == "c" { throw refusal(table) }
      }
    }
    #expect(tried == ["a", "b", "c", "d"], "What is refused is not tried again.")
    #expect(tally.hasRefused("b") && !tally.hasRefused("a"))
    let error = #expect(throws: LoadError.self) { try tally.settle() }
    #expect(error?.code == .valueOutOfRange)
    #expect(error?.location.table == "b")
    #expect(
      error?.message
        == "2 tables are refused, so that nothing of the load is visible. 'b': No room "
        + "for 'b'. 'c': No room for 'c'."
    )
  }

  @Test func `one refusal is told as it is, and none is no error`() async throws {
    var tally = FailureTally(.tryOtherTables)
    try tally.settle()
    try await tally.attempt("a") { throw refusal("a") }
    let error = #expect(throws: LoadError.self) { try tally.settle() }
    #expect(error?.message == "No room for 'a'.")
  }

  @Test func `what is no matter of one table ends the load`() async throws {
    var tally = FailureTally(.tryOtherTables)
    try await tally.attempt("a") { throw refusal("a") }
    let error = await #expect(throws: LoadError.self) {
      try await tally.attempt("b") { throw refusal("b", .noSpace) }
    }
    #expect(error?.message.contains("2 tables are refused") == true)
    await #expect(throws: CancellationError.self) {
      try await tally.attempt("c") { throw CancellationError() }
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Runs `body` with a session for the dataset called `dataset`.
  ///
  /// The session ends with it: unless it has committed, it is abandoned, whatever `body` returns or
  /// throws. A failure to open is blamed with `package`, if the rows are from one.
  func withSession<Result>(
    in dataset: String,
    package: String? = nil,
    _ body: (any DestinationSession) async throws -> Result
  ) async throws -> Result {
    let session = try await blamed("open", package: package) {
      try await destination.open(dataset: dataset)
    }
    do {
      let result = try await body(session)
      await session.abandon()
      return result
    } catch {
      await session.abandon()
      throw error
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunContext {
  /// What the cursors of the resource called `name` need of the run.
  func cursorServices(of name: String) -> CursorServices {
    CursorServices(
      emit: emit,
      boundary: { _ in [] },
      keepBoundary: { _, _ in nil },
      account: { _, _ in false }
    )
  }
}

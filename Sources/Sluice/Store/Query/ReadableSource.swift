// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A source that makes the step which reads it.
protocol ReadableSource: ScanSource {
  /// The step that reads the columns of a scan.
  func step(_ scan: TableScan) throws(SQLError) -> any PhysicalStep
}

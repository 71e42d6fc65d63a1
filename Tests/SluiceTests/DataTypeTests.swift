// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct DataTypeTests {
  @Test func `a type knows its kind and precision`() {
    let type = DataType.decimal(precision: 12, scale: 2)
    #expect(type.kind == .decimal)
    #expect(type.precision == 12)
    #expect(type.scale == 2)
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Two lists of people, some of whom are in both. The second one knows what they do.
enum People {
  static let first = (1...5).map { id in
    [
      "ID": .int(id), "Name": .text("Person_\(id)"), "Age": .int(25 + id), "City": "City_A",
    ] as Record
  }

  static let second = (3...8).map { id in
    [
      "ID": .int(id), "Name": .text("Person_\(id)"), "Age": .int(30 + id), "City": "City_B",
      "Occupation": .text("Job_\(id)"),
    ] as Record
  }
}

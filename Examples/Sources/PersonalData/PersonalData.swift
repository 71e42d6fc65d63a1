// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A stage of one's own keeps personal data out of the destination, whatever the source sends.
@main struct PersonalData {
  static func main() async throws {
    let store = ColumnStore()
    let accounts = Records(
      "accounts",
      of: [
        ["id": 1, "plan": "free", "eMail": "ada@example.org", "contact": ["Phone No": "555-01"]],
        [
          "id": 2, "plan": "team", "BIRTH_DATE": "1912-06-23", "phoneModel": "rotary",
          "payments": [["iban": "GB33", "amount": 12.5], ["iban": "GB94", "amount": 3]],
          "emails": ["alan@example.org", "alan@example.com"],
        ],
      ] as [Record]
    )

    // snippet: use
    let pipeline = try LoadPipeline("people", into: store) {
      InferTypes()
      EvolveSchema()
      VetoPersonalData(.leaveOut, allowing: ["phone_model"])
    }
    let report = try await pipeline.run(accounts)
    // end

    for table in store.tables(in: "people") where !table.hasPrefix("_") {
      print("\(table)\n\(try store.table("people", table))\n")
    }
    print(report)

    do {
      try await LoadPipeline("strict", into: store) {
        InferTypes()
        EvolveSchema()
        VetoPersonalData(.fail)
      }.run(accounts)
    } catch let error as LoadError {
      print("\nrefused: \(error)")
    }
  }
}

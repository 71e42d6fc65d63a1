// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

// snippet: stage
/// Refuses columns and tables whose names say that they hold personal data.
///
/// Names are looked at as the source spells them, each field on the way to a value, so that
/// `contact.eMail`, `E-Mail` and `email.work` are all found. A stage is asked about columns and not
/// about rows: to load a hash in the place of a value, use `map` on the resource.
struct VetoPersonalData: Stage {
  /// What becomes of personal data.
  enum Outcome { case leaveOut, fail }

  /// The names that are looked for, in small letters and without gaps.
  static let names: Set = [
    "email", "emailaddress", "phone", "phoneno", "mobile", "iban", "birthdate", "dateofbirth",
    "birthday", "passport", "taxid", "ssn", "password",
  ]

  private let outcome: Outcome
  private let names: Set<String>
  private let allowed: Set<String>

  /// Leaves the values out, or fails the run; columns and tables called as in `allowed` may pass.
  init(
    _ outcome: Outcome,
    names: Set<String> = Self.names,
    allowing allowed: Set<String> = []
  ) {
    self.outcome = outcome
    self.names = names
    self.allowed = allowed
  }

  func review(_ change: inout SchemaChange) throws {
    let name = change.column?.name ?? change.table.name
    guard !allowed.contains(name),
      let field = change.sourcePath.first(where: isPersonal)
    else { return }
    let reason = Violation(
      "The field '\(field)' is taken for personal data.",
      advice: "Let it pass with 'allowing:', or leave it out at the source.",
      clause: .init("personal data", outcome == .fail ? "fail" : "leave out")
    )
    change.decision = outcome == .fail ? .fail(reason) : .discardValue(reason)
  }

  /// Whether words of `field` that stand together make one of the names.
  private func isPersonal(_ field: String) -> Bool {
    let words = Self.words(of: field)
    return words.indices.contains { start in
      (start..<words.count).contains { end in
        let name = words[start...end].joined()
        return names.contains(name)
          || name.hasSuffix("s") && names.contains(String(name.dropLast()))
      }
    }
  }

  /// The words of `birthDate`, `BIRTH_DATE` or `birth date`, in small letters.
  private static func words(of field: String) -> [String] {
    var words = [""]
    var wasSmall = false
    for character in field {
      let isPart = character.isLetter || character.isNumber
      if !isPart || wasSmall && character.isUppercase { words.append("") }
      if isPart { words[words.count - 1] += character.lowercased() }
      wasSmall = character.isLowercase
    }
    return words.filter { !$0.isEmpty }
  }
}
// end

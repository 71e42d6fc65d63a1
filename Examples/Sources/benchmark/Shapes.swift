// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// What the records of a file look like.
enum Shape: String, CaseIterable {
  case flat, nested, wide, deep
}

/// Words that records are made of. None needs escaping but where it is added on purpose.
enum Words {
  static let common = [
    "stone", "river", "letter", "window", "market", "garden", "silver", "winter", "engine",
    "paper", "bridge", "summer", "forest", "button", "candle", "harbour", "meadow", "copper",
  ]
  static let names = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Margaret", "Dennis", "Frances"]
  static let cities = ["London", "Zürich", "São Paulo", "New York", "Kraków", "Nairobi", "京都"]
  static let states = ["open", "paid", "shipped", "returned"]
  static let events = ["PushEvent", "PullRequestEvent", "IssuesEvent", "WatchEvent", "ForkEvent"]
}

/// A moment of 2026 as text, in steps of `row`.
func moment(_ row: Int, _ random: inout SeededGenerator) -> String {
  let start: Int64 = 1_767_225_600_000_000
  let jitter = Int64(random.below(1_000_000))
  return Timestamp(microseconds: start + Int64(row) * 7_000_000 + jitter).description
}

/// A row of twelve columns: two keys, and ten of which each is missing in a tenth of the rows.
struct Flat {
  private static let names = [
    "id", "user_id", "amount", "ratio", "first_name", "email", "city", "status", "is_active",
    "created_at", "updated_at", "note",
  ]

  static let header = names.joined(separator: ",") + "\n"

  /// Values as they stand in both formats. `nil` is a missing one; `isText` means quotes in JSON.
  private let cells: [(text: String, isText: Bool)?]

  init(row: Int, _ random: inout SeededGenerator) {
    let first = random.one(of: Words.names)
    let amount = Double(random.below(10_000_000)) / 100
    let ratio = Double(random.below(1_000_000_007)) / 1_000_000_007
    var cells: [(text: String, isText: Bool)?] = [
      ("\(row + 1)", false),
      ("\(random.below(1_000_000))", false),
      ("\(amount)", false),
      ("\(ratio)", false),
      (first, true),
      ("\(first.lowercased()).\(random.hex(6))@example.org", true),
      (random.one(of: Words.cities), true),
      (random.one(of: Words.states), true),
      (random.oneIn(2) ? "true" : "false", false),
      (moment(row, &random).dropLast(6) + "Z", true),
      (String(moment(row + 3_600, &random).prefix(19)) + "Z", true),
      (random.words(1 + random.below(3)), true),
    ]
    for column in 2..<cells.count where random.oneIn(10) { cells[column] = nil }
    self.cells = cells
  }

  func appendJSON(to text: inout String) {
    text += "{"
    for (index, cell) in cells.enumerated() {
      if index > 0 { text += "," }
      text += "\"\(Self.names[index])\":"
      switch cell {
      case nil: text += "null"
      case let cell? where cell.isText: text += "\"\(cell.text)\""
      case let cell?: text += cell.text
      }
    }
    text += "}"
  }

  func appendCSV(to text: inout String) {
    text += cells.map { $0?.text ?? "" }.joined(separator: ",")
  }
}

/// An event as a public code host tells of it: records in records, and lists of both kinds.
enum Nested {
  static func append(row: Int, _ random: inout SeededGenerator, to text: inout String) {
    let actor = random.one(of: Words.names).lowercased()
    let actorID = random.below(500_000)
    let repository = "\(random.one(of: Words.common))-\(random.one(of: Words.common))"
    let event = random.one(of: Words.events)
    let commits = (0..<(1 + random.below(3))).map { _ in
      let author = random.one(of: Words.names)
      let ending = random.oneIn(4) ? "\\n\\nSee \\\"it\\\"." : ""
      let message = random.words(4 + random.below(8)) + ending
      let sha = random.hex(40)
      return """
        {"sha":"\(sha)","author":{"name":"\(author)","email":"\(author.lowercased())@example.org"},\
        "message":"\(message)","distinct":\(random.oneIn(2)),\
        "url":"https://api.example.org/repos/\(repository)/commits/\(sha)"}
        """
    }
    let labels = (0..<random.below(4)).map { _ in "\"\(random.one(of: Words.common))\"" }
    text += """
      {"id":"\(20_000_000_000 + row)","type":"\(event)",\
      "actor":{"id":\(actorID),"login":"\(actor)-\(actorID)","gravatar_id":"",\
      "url":"https://api.example.org/users/\(actor)-\(actorID)",\
      "avatar_url":"https://avatars.example.org/u/\(actorID)?"},\
      "repo":{"id":\(random.below(900_000)),"name":"\(actor)/\(repository)",\
      "url":"https://api.example.org/repos/\(actor)/\(repository)"},\
      "payload":{"push_id":\(row * 3),"size":\(commits.count),\
      "ref":"refs/heads/\(random.one(of: Words.common))","head":"\(random.hex(40))",\
      "before":"\(random.hex(40))","commits":[\(commits.joined(separator: ","))],\
      "labels":[\(labels.joined(separator: ","))]},"public":true,\
      "created_at":"\(moment(row, &random))"
      """
    if random.oneIn(3) {
      let id = random.below(90_000)
      text += """
        ,"org":{"id":\(id),"login":"org-\(id)","url":"https://api.example.org/orgs/org-\(id)"}
        """
    }
    text += "}"
  }
}

/// Twenty of five hundred possible fields, in their order; each keeps its type.
enum Wide {
  static func append(row: Int, _ random: inout SeededGenerator, to text: inout String) {
    var fields: Set<Int> = []
    while fields.count < 20 { fields.insert(random.below(500)) }
    text += "{\"id\":\(row + 1)"
    for field in fields.sorted() {
      text += ",\"field_\(field)\":"
      switch field % 4 {
      case 0: text += "\(random.below(1_000_000))"
      case 1: text += "\(Double(random.below(1_000_000)) / 1_000)"
      case 2: text += "\"\(random.words(2))\""
      default: text += "\(random.oneIn(2))"
      }
    }
    text += "}"
  }
}

/// Five levels: a plant with halls, lines, machines and sensors. Halls and sensors are lists.
enum Deep {
  static func append(row: Int, _ random: inout SeededGenerator, to text: inout String) {
    let halls = (0..<(1 + random.below(3))).map { hall in
      let sensors = (0..<(1 + random.below(4))).map { sensor in
        """
        {"name":"s\(sensor)","unit":"K","reading":\(Double(random.below(400_000)) / 1_000),\
        "at":"\(moment(row, &random))"}
        """
      }
      return """
        {"hall":\(hall),"line":{"code":"\(random.hex(6))",\
        "machine":{"serial":"\(random.hex(12))","speed":\(random.below(5_000)),\
        "sensors":[\(sensors.joined(separator: ","))]}}}
        """
    }
    text += """
      {"plant":\(row + 1),"site":{"city":"\(random.one(of: Words.cities))",\
      "open":\(random.oneIn(2))},"halls":[\(halls.joined(separator: ","))]}
      """
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// dlt knows four modes. What goes beyond them stands in a note beside the contract, which itself says
// what comes closest, so that dlt can work with the document.

extension Contract {
  /// The name of the field for the contract.
  static let field = "schema_contract"
  /// The name of the field for what dlt has no word for.
  static let note = "x-schema-contract"

  private static let firstRow = "from_first_row"
  private static let dltModes: [Mode] = [.evolve, .freeze, .discardRow, .discardValue]

  /// The contract in the words that dlt has.
  var documentValue: Value {
    let modes = Entity.allCases.map { ($0.rawValue, Self.plain(self[$0])) }
    if let first = modes.first?.1, modes.allSatisfy({ $0.1 == first }) {
      return .text(first.description)
    }
    return .record(Record(modes.map { ($0, .text($1.description)) }))
  }

  /// What those words leave out, or `nil` if they say everything.
  var documentNote: Value? {
    var note = Record()
    for entity in Entity.allCases where self[entity] != Self.plain(self[entity]) {
      note[entity.rawValue] = .text(self[entity].description)
    }
    if holdsFromFirstRow { note[Self.firstRow] = true }
    return note.isEmpty ? nil : .record(note)
  }

  private static func plain(_ mode: Mode) -> Mode { dltModes.contains(mode) ? mode : .discardRow }

  /// The contract that stands in `fields`, if there is one.
  static func read(in fields: DocumentFields) throws(LoadError) -> Contract? {
    guard let value = fields.record[field], !value.isNull else { return nil }
    let names = dltModes.map(\.description)
    var contract = Contract()
    if case .text(let text) = value {
      contract = Contract(
        try DocumentFields.choice(text, at: fields.place(field), among: names, Mode.init(name:))
      )
    } else {
      guard value.fields != nil else {
        throw DocumentFields.error(
          at: fields.place(field),
          expected: "a mode, or a mode for each of 'tables', 'columns' and 'data_type'",
          found: "something else"
        )
      }
      let modes = try DocumentFields(value, at: fields.place(field))
      try modes.requireKnown(Entity.allCases.map(\.rawValue))
      for entity in Entity.allCases {
        if let mode = try modes.choice(entity.rawValue, among: names, Mode.init(name:)) {
          contract.set(mode, for: entity)
        }
      }
    }
    if let note = try fields.fields(note) { try contract.read(note: note) }
    return contract
  }

  private mutating func read(note: DocumentFields) throws(LoadError) {
    try note.requireKnown(Entity.allCases.map(\.rawValue) + [Self.firstRow], takingNotes: false)
    holdsFromFirstRow = try note.flag(Self.firstRow) ?? false
    for entity in Entity.allCases {
      let mode = try note.choice(
        entity.rawValue,
        among: Mode.all.map(\.description),
        Mode.init(name:)
      )
      // Where someone changed the contract since, the note is of yesterday.
      guard let mode, self[entity] == Self.plain(mode) else { continue }
      set(mode, for: entity)
    }
  }

  private mutating func set(_ mode: Mode, for entity: Entity) {
    switch entity {
    case .tables: tables = mode
    case .columns: columns = mode
    case .dataTypes: dataTypes = mode
    }
  }
}

// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct HintTests {
  private func keeper(_ schema: Schema = Schema("shop")) -> SchemaKeeper {
    SchemaKeeper(schema, naming: SnakeCase(), now: Timestamp(microseconds: 0), stages: [])
  }

  private func registered(
    _ records: Records,
    in keeper: SchemaKeeper
  ) throws -> Table {
    let name = try keeper.register(records.hints, table: records.name, resource: records.name)
    return try #require(keeper.schema[name])
  }

  private func items() -> Records { Records("items") { _ in } }

  @Test func `what is not said is left to the data`() throws {
    let table = try registered(items(), in: keeper())
    #expect(table.columns.isEmpty)
    #expect(table.disposition == .append)
    #expect(table.rowID == .random)
    #expect(table.resource == "items")
    #expect(!table.hasSeenData)
  }

  @Test func `declared columns keep their order and what is said of them`() throws {
    let records = items().column("Ghost", .text).column("untyped").column("d", nullable: false)
    let table = try registered(records, in: keeper())
    #expect(table.columns.map(\.name) == ["ghost", "untyped", "d"])
    #expect(table.columns.map(\.nullable) == [nil, nil, false])
    #expect(table.completeColumns.map(\.name) == ["ghost"])
  }

  @Test func `a key forbids missing values, unless the column says otherwise`() throws {
    let records = items().primaryKey("id", "Other").column("other", .text, nullable: true)
    let table = try registered(records, in: keeper())
    #expect(table["id"]?.nullable == false)
    #expect(table["other"]?.nullable == true)
    #expect(table.columns(with: .primaryKey) == ["other", "id"])
  }

  @Test func `a flag of a column makes it a key but does not forbid missing values`() throws {
    let table = try registered(items().column("id", hints: [.primaryKey]), in: keeper())
    #expect(table["id"]?.nullable == nil)
    #expect(table.columns(with: .primaryKey) == ["id"])
  }

  @Test func `a key that is named replaces the flags of columns`() throws {
    let records = items().column("a", hints: [.primaryKey]).primaryKey("b")
    let table = try registered(records, in: keeper())
    #expect(table.columns(with: .primaryKey) == ["b"])
  }

  @Test func `a new key replaces the old one, which still may not lack values`() throws {
    let keeper = keeper()
    _ = try registered(items().primaryKey("a"), in: keeper)
    let table = try registered(items().primaryKey("b"), in: keeper)
    #expect(table.columns(with: .primaryKey) == ["b"])
    #expect(table["a"]?.nullable == false)
  }

  @Test func `without a key the one of the schema stays`() throws {
    let keeper = keeper()
    _ = try registered(items().primaryKey("a"), in: keeper)
    #expect(try registered(items(), in: keeper).columns(with: .primaryKey) == ["a"])
  }

  @Test func `hints that come later change the column that is there`() throws {
    var schema = Schema("shop")
    var known = Table("items", resource: "items")
    known["id"] = Column("id", .bigint, nullable: true)
    known["v"] = Column("v", .text, nullable: true)
    schema["items"] = known
    let records = items().primaryKey("id").column("v", .bigint, hints: [.unique])
    let table = try registered(records, in: keeper(schema))
    #expect(table.columns.map(\.name) == ["id", "v"])
    #expect(table["id"] == Column("id", .bigint, nullable: false, hints: [.primaryKey]))
    #expect(table["v"] == Column("v", .bigint, nullable: true, hints: [.unique]))
  }

  @Test func `a column that gets its type later comes after those that have theirs`() throws {
    let keeper = keeper()
    _ = try registered(items().column("a").column("b", .text), in: keeper)
    let table = try registered(items().column("a", .bigint), in: keeper)
    #expect(table.columns.map(\.name) == ["b", "a"])
  }

  @Test func `a disposition is not remembered from an earlier run`() throws {
    let keeper = keeper()
    #expect(try registered(items().replace(), in: keeper).disposition == .replace)
    #expect(try registered(items(), in: keeper).disposition == .append)
  }

  @Test func `the same hints again change nothing`() throws {
    let keeper = keeper()
    let records = items().primaryKey("id").column("v", .text)
      .nested("l") { $0.columns = [Column("x", .double)] }
    _ = try registered(records, in: keeper)
    let version = keeper.schema.version
    _ = try registered(records, in: keeper)
    #expect(keeper.schema.version == version)
  }

  @Test func `nested hints make the tables below`() throws {
    let keeper = keeper()
    let records = items().nested(["l", "m"]) { $0.columns = [Column("x", .double)] }.nested(["l"])
    _ = try registered(records, in: keeper)
    #expect(keeper.schema["items__l"]?.parent == "items")
    #expect(keeper.schema["items__l__m"]?.parent == "items__l")
    #expect(keeper.schema["items__l__m"]?["x"]?.type == .double)
    #expect(keeper.schema["items__l"]?.disposition == nil)
  }

  @Test func `nested hints that skip a level fail, and nothing is registered`() throws {
    let keeper = keeper()
    let error = #expect(throws: LoadError.self) {
      _ = try registered(items().nested(["l", "m"]), in: keeper)
    }
    #expect(error?.code == .parentTableMissing)
    #expect(error?.location.table == "items__l__m")
    #expect(keeper.schema.tables.isEmpty)
  }

  @Test func `a key makes a nested table one of its own`() throws {
    let keeper = keeper()
    let records = items().nested("l") { $0.primaryKey = ["id"] }
    _ = try registered(records, in: keeper)
    let table = try #require(keeper.schema["items__l"])
    #expect(table.parent == nil)
    #expect(table.disposition == .append)
    #expect(table.resource == "items")
    _ = try registered(records, in: keeper)
    #expect(keeper.schema["items__l"] == table)
  }

  @Test func `a nested table without a key has no disposition`() {
    let error = #expect(throws: LoadError.self) {
      _ = try registered(items().nested("l") { $0.disposition = .replace }, in: keeper())
    }
    #expect(error?.code == .inconsistentHints)
  }

  @Test(
    arguments: [
      (.decimal(precision: 0, scale: 0), "a precision of 1 to 38 digits"),
      (.decimal(precision: 39, scale: 0), "a precision of 1 to 38 digits"),
      (.decimal(precision: 5, scale: 6), "a scale of 0 to 5 digits"),
      (.decimal(precision: 5, scale: -1), "a scale of 0 to 5 digits"),
      (DataType(.decimal, scale: 39), "a scale of 0 to 38 digits"),
      (.bigint(bits: 0), "8, 16, 32, 64 or 128 bits"),
      (.bigint(bits: 7), "8, 16, 32, 64 or 128 bits"),
      (.bigint(bits: 256), "8, 16, 32, 64 or 128 bits"),
      (.timestamp(precision: -1, hasTimeZone: true), "a precision of 0 to 9 fractional digits"),
      (.timestamp(precision: 10, hasTimeZone: true), "a precision of 0 to 9 fractional digits"),
      (.text(length: 0), "a length of at least 1"),
      (DataType(.binary, precision: -1), "a length of at least 1"),
    ] as [(DataType, String)]
  )
  func `a type that no column can have is refused`(type: DataType, allowed: String) throws {
    let keeper = keeper()
    for records in [items(), items().column("id", .bigint)] {
      let error = #expect(throws: LoadError.self) {
        _ = try registered(records.column("Price", type), in: keeper)
      }
      #expect(error?.code == .inconsistentHints)
      #expect(error?.location.table == "items")
      #expect(error?.location.column == "price")
      #expect(
        error?.message == """
          The column is declared as \(type), but a \(type.kind) has to have \(allowed). \
          Change its type.
          """
      )
    }
    let below = #expect(throws: LoadError.self) {
      _ = try registered(items().nested("l") { $0.columns = [Column("x", type)] }, in: keeper)
    }
    #expect(below?.location.table == "items__l")
    #expect(keeper.schema.tables.isEmpty)
  }

  @Test(
    arguments: [
      .decimal(precision: 1, scale: 0), .decimal(precision: 38, scale: 38), .bigint(bits: 8),
      .bigint(bits: 128), .timestamp(precision: 0, hasTimeZone: true),
      .timestamp(precision: 9, hasTimeZone: false), .text(length: 1),
      DataType(.binary, precision: 1),
    ] as [DataType]
  )
  func `the outermost types are taken`(type: DataType) throws {
    #expect(try registered(items().column("x", type), in: keeper())["x"]?.type == type)
  }

  @Test func `a declared type is checked with what is known of it`() throws {
    var schema = Schema("shop")
    var known = Table("items", resource: "items")
    known["x"] = Column("x", .decimal(precision: 12, scale: 2))
    schema["items"] = known
    for (type, isAllowed) in [
      (DataType(.decimal, precision: 1), false), (DataType(.decimal, scale: 13), false),
      (DataType(.decimal, scale: 12), true), (.bigint, true), (.timestamp, true),
    ] {
      let keeper = keeper(schema)
      for _ in 1...2 {
        let table = try? registered(items().column("x", type), in: keeper)
        #expect((table != nil) == isAllowed)
      }
    }
  }

  @Test func `ids from keys need a key`() throws {
    let error = #expect(throws: LoadError.self) {
      _ = try registered(items().rowIDs(.keyHash), in: keeper())
    }
    #expect(error?.code == .inconsistentHints)
    #expect(
      try registered(items().rowIDs(.keyHash).primaryKey("id"), in: keeper()).rowID == .keyHash
    )
  }

  @Test func `references are merged by the table they refer to`() throws {
    let keeper = keeper()
    let records = items().references("Users", columns: ["user_id"], referencedColumns: ["id"])
    _ = try registered(records, in: keeper)
    let other = items().references("users", columns: ["buyer"], referencedColumns: ["id"])
    let table = try registered(other, in: keeper)
    #expect(
      table.references == [
        TableReference(to: "users", columns: ["buyer"], referencedColumns: ["id"])
      ]
    )
  }

  @Test func `a blank name is refused`() {
    for records in [Records(" ") { _ in }, items().column(""), items().nested(["  "])] {
      let error = #expect(throws: LoadError.self) { _ = try registered(records, in: keeper()) }
      #expect(error?.code == .invalidName)
    }
  }

  @Test func `a resource cannot take the name of a nested table`() throws {
    var schema = Schema("shop")
    schema["items"] = Table("items")
    schema["items__l"] = Table("items__l", parent: "items")
    let error = #expect(throws: LoadError.self) {
      try keeper(schema).register(TableHints(), table: "items__l", resource: "x")
    }
    #expect(error?.code == .tableConflict)
  }

  @Test func `a nested table does not become one of its own later, nor the other way round`() throws
  {
    let keyed = items().nested("l") { $0.primaryKey = ["k"] }
    let plain = items().nested("l") { $0.columns = [Column("k", .bigint)] }
    for (first, second) in [(keyed, plain), (plain, keyed)] {
      let keeper = keeper()
      _ = try registered(first, in: keeper)
      let error = #expect(throws: LoadError.self) { _ = try registered(second, in: keeper) }
      #expect(error?.code == .tableConflict)
    }
  }

  @Test func `nested hints name fields, not paths`() throws {
    let keeper = keeper()
    _ = try registered(items().nested("d__l") { $0.columns = [Column("x", .double)] }, in: keeper)
    #expect(keeper.schema["items__d_l"]?["x"]?.type == .double)
  }

  @Test func `what is said of a type stays until something else is said`() throws {
    let keeper = keeper()
    _ = try registered(items().column("v", .text(length: 5)), in: keeper)
    #expect(try registered(items().column("v", .text), in: keeper)["v"]?.type == .text(length: 5))
    let other = items().column("v", .decimal(precision: 9, scale: 2))
    #expect(
      try registered(other, in: keeper)["v"]?.type == .decimal(precision: 9, scale: 2)
    )
  }

  @Test func `a column keeps how precise its type is to be until it has one`() throws {
    var column = Column("v")
    column.typeDetails.precision = 5
    let keeper = keeper()
    let table = try registered(items().columns([column]), in: keeper)
    #expect(table["v"]?.type == nil && table["v"]?.typeDetails.precision == 5)
    let typed = try registered(items().column("v", .text), in: keeper)
    #expect(typed["v"] == Column("v", .text(length: 5)))
  }

  @Test func `a hint that is denied is taken back, and given again`() throws {
    var denial = Column("v")
    denial.deniedHints = [.unique]
    let keeper = keeper()
    _ = try registered(items().column("v", hints: [.unique, .sort]), in: keeper)
    let denied = try registered(items().columns([denial]), in: keeper)["v"]
    #expect(denied?.hints == [.sort] && denied?.deniedHints == [.unique])
    let again = try registered(items().column("v", hints: [.unique]), in: keeper)["v"]
    #expect(again?.hints == [.unique, .sort] && again?.deniedHints == [])
  }

  @Test func `columns declared in the middle of a run come before those of its data`() throws {
    let keeper = SchemaKeeper(
      Schema("shop"),
      naming: SnakeCase(),
      now: Timestamp(microseconds: 0),
      stages: [InferTypes(), EvolveSchema()]
    )
    _ = try registered(items().column("first", .text), in: keeper)
    let origin = SchemaKeeper.Origin(resource: "items", record: 1, path: [])
    for name in ["a", "b"] {
      _ = try keeper.admitColumn(name, in: "items", for: .int(1), from: origin)
    }
    let table = try registered(items().column("new", .text).column("b", .double), in: keeper)
    #expect(table.columns.map(\.name) == ["first", "new", "b", "a"])
    #expect(table["a"]?.type == .bigint && table["b"]?.type == .double)
  }
}

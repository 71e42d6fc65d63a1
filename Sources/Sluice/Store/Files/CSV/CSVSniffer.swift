// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds out from the beginning of a CSV file how it is written and what its columns hold.
struct CSVSniffer {
  let path: String
  let disk: any FileSystem
  var skippedLines = 0
  /// The records that are looked at.
  var sampleSize = 20_480
  /// What was said about the header.
  var hasHeader: Bool?
  var dateFormat: TimeFormat?
  var timestampFormat: TimeFormat?
  /// Whether all columns are texts.
  var readsTexts = false

  /// What was found out.
  struct Finding {
    var names: [String]
    var readers: [FieldReader]
    var hasHeader: Bool
  }

  /// Records that are looked at to find out what is between their fields.
  private static let delimiterSample = 1_000

  private func scanner(_ dialect: CSVDialect) throws(SQLError) -> CSVScanner {
    let scanner = CSVScanner(try FileWindow(path, on: disk), dialect)
    try scanner.skipLines(skippedLines)
    return scanner
  }

  /// The delimiter under which most records have the same number of fields; `nil` if there is none.
  func delimiter(_ dialect: CSVDialect) throws(SQLError) -> [UInt8]? {
    var best = (delimiter: dialect.delimiter, score: 0.0, width: 1)
    for candidate: UInt8 in [0x2C, 0x7C, 0x3B, 0x09] {
      var dialect = dialect
      dialect.delimiter = [candidate]
      let scanner = try scanner(dialect)
      var counts: [Int: Int] = [:]
      var total = 0
      while total < Self.delimiterSample, try scanner.next() {
        // What was cut off or is blank says nothing.
        if scanner.fields.count == 1, scanner.fields[0].count == 0 { continue }
        counts[scanner.fields.count, default: 0] += 1
        total += 1
      }
      guard total > 0, let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
      else {
        continue
      }
      let score = Double(usual.value) / Double(total)
      guard usual.key > 1, score >= 0.6 else { continue }
      if score > best.score || score == best.score && usual.key > best.width {
        best = ([candidate], score, usual.key)
      }
    }
    return best.width > 1 ? best.delimiter : nil
  }

  /// The quote that fields stand in: a double one, unless there are only single ones.
  func quote(_ dialect: CSVDialect) throws(SQLError) -> UInt8 {
    var dialect = dialect
    dialect.quote = nil
    let scanner = try scanner(dialect)
    var singles = 0
    var total = 0
    while total < Self.delimiterSample, try scanner.next() {
      total += 1
      for place in 0..<scanner.fields.count {
        let text = scanner.bytes(scanner.fields[place])
        guard text.count > 1 else { continue }
        if text[0] == 0x22 { return 0x22 }
        if text[0] == 0x27, text[text.count - 1] == 0x27 { singles += 1 }
      }
    }
    return singles > 0 ? 0x27 : 0x22
  }

  /// The names and types of the columns.
  func columns(_ dialect: CSVDialect) throws(SQLError) -> Finding {
    let scanner = try scanner(dialect)
    var first: [String] = []
    var firstFields: [FieldGuess] = []
    var guesses: [FieldGuess] = []
    var total = 0
    while sampleSize < 0 || total <= sampleSize, try scanner.next() {
      let count = scanner.fields.count
      if count == 1, first.count > 1, scanner.fields[0].count == 0 { continue }
      if total == 0 {
        first = (0..<count).map { scanner.text($0) }
        guesses = first.map { _ in FieldGuess() }
        firstFields = guesses
      }
      total += 1
      for place in 0..<min(count, guesses.count) {
        let field = scanner.fields[place]
        var plain = Array(scanner.bytes(field))
        if field.hasEscapes {
          plain = []
          scanner.unescape(field, to: &plain)
        }
        plain.withUnsafeBufferPointer { text in
          guard !dialect.isNull(text, isQuoted: field.isQuoted) else { return }
          if total == 1 { firstFields[place].take(text) } else { guesses[place].take(text) }
        }
      }
    }
    let isHeader = hasHeader ?? looksLikeHeader(firstFields, guesses, isAlone: total == 1)
    if !isHeader {
      for place in guesses.indices { guesses[place].merge(firstFields[place]) }
    }
    let readers = guesses.map { guess -> FieldReader in
      if readsTexts { return FieldReader(type: .varchar) }
      var reader = guess.reader
      if reader.type == .date, let dateFormat { reader.dateFormat = dateFormat }
      reader.timestampFormat = timestampFormat
      return reader
    }
    return Finding(
      names: isHeader ? Self.names(first) : first.indices.map { "column\($0)" },
      readers: readers,
      hasHeader: isHeader
    )
  }

  /// Whether the first record has the names of columns that are known, or values that are not of their
  /// types. Above texts alone it is taken for one of names if nothing is missing.
  func hasHeader(_ dialect: CSVDialect, above columns: [CSVTable.Column]) throws(SQLError) -> Bool {
    let scanner = try scanner(dialect)
    guard try scanner.next() else { return false }
    let first = (0..<scanner.fields.count).map { scanner.text($0) }
    let names = columns.map { SQLName.folded($0.name) }
    if first.map({ SQLName.folded($0) }) == names { return true }
    if columns.allSatisfy({ $0.reader.type == .varchar }) {
      return first.allSatisfy { !$0.isEmpty }
    }
    return zip(first, columns).contains { text, column in
      guard column.reader.type != .varchar, !text.isEmpty else { return false }
      var text = text
      return text.withUTF8 { bytes in
        let cell = CellColumn(CellShape(column.reader.type))
        return !dialect.isNull(bytes, isQuoted: false) && !column.reader.append(bytes, to: cell)
      }
    }
  }

  /// Whether the first record is one of names: it is if it has no types that those below it have.
  private func looksLikeHeader(
    _ first: [FieldGuess],
    _ rest: [FieldGuess],
    isAlone: Bool
  ) -> Bool {
    guard !first.isEmpty else { return false }
    if isAlone { return first.allSatisfy { $0.isSeen && $0.type == .varchar } }
    let known = rest.indices.filter { rest[$0].isSeen && rest[$0].type != .varchar }
    guard !known.isEmpty else { return first.allSatisfy(\.isSeen) }
    return known.contains { place in
      guard first[place].isSeen else { return false }
      var both = rest[place]
      both.merge(first[place])
      return both.type == .varchar
    }
  }

  /// Names that are there and differ: those that are missing are numbered.
  static func names(_ header: [String]) -> [String] {
    header.enumerated().map { $1.isEmpty ? "column\($0)" : $1 }.uniqueNames
  }
}

/// What the texts of a column may be.
struct FieldGuess {
  private enum Candidate: UInt16, CaseIterable {
    case boolean = 1
    case bigint = 2
    case hugeint = 4
    case double = 8
    case time = 16
    case date = 32
    case timestamp = 64
    case timestampTZ = 128

    var type: SQLType {
      switch self {
      case .boolean: .boolean
      case .bigint: .bigint
      case .hugeint: .hugeint
      case .double: .double
      case .time: .time
      case .date: .date
      case .timestamp: .timestamp
      case .timestampTZ: .timestampTZ
      }
    }
  }

  /// Formats of dates that others write; the day comes first where nothing tells it from the month.
  private static let formats: [TimeFormat] = ["/", "-", "."].flatMap { separator in
    ["%d\(separator)%m\(separator)%Y", "%m\(separator)%d\(separator)%Y"]
      .compactMap { try? TimeFormat($0) }
  }

  private var possible = Candidate.allCases.reduce(0) { $0 | $1.rawValue }
  private var possibleFormats: UInt8 = 0b11_1111
  private var isUsualDate = true
  /// Whether there was any text.
  private(set) var isSeen = false

  /// The narrowest type of all texts; a column without any is one of texts.
  var type: SQLType {
    guard isSeen else { return .varchar }
    return Candidate.allCases.first { possible & $0.rawValue != 0 }?.type ?? .varchar
  }

  /// What reads the texts.
  var reader: FieldReader {
    var reader = FieldReader(type: type)
    if reader.type == .date, !isUsualDate {
      reader.dateFormat = Self.formats[min(possibleFormats.trailingZeroBitCount, 5)]
    }
    return reader
  }

  /// Takes what another has seen.
  mutating func merge(_ other: FieldGuess) {
    guard other.isSeen else { return }
    possible &= other.possible
    possibleFormats &= other.possibleFormats
    isUsualDate = isUsualDate && other.isUsualDate
    if !isUsualDate, possibleFormats == 0 { possible &= ~Candidate.date.rawValue }
    isSeen = true
  }

  /// Takes a text that is there.
  mutating func take(_ text: TextBytes) {
    isSeen = true
    guard possible != 0 else { return }
    for candidate in Candidate.allCases where possible & candidate.rawValue != 0 {
      if !takes(candidate, text) { possible &= ~candidate.rawValue }
    }
  }

  private mutating func takes(_ candidate: Candidate, _ text: TextBytes) -> Bool {
    let first = text.first ?? 0
    switch candidate {
    case .boolean:
      return first.isASCIILetter && TextReader.boolean(text) != nil && Self.isWord(text)
    case .bigint: return Self.isInteger(text) && TextReader.integer(text, as: Int64.self) != nil
    case .hugeint: return Self.isInteger(text) && TextReader.integer(text, as: Int128.self) != nil
    case .double:
      let last = text.last ?? 0
      let isNumber = first.isASCIIDigit || first == 0x2D || first == 0x2E || Self.isNoNumber(text)
      return isNumber && !last.isASCIISpace && text.count > 0
        && !text.contains { $0 == 0x5F } && TextReader.double(text) != nil
    case .time:
      let isClock = first.isASCIIDigit && text.prefix(3).contains(0x3A)
      return isClock && !Self.hasZone(text) && (try? TextReader.time(text)) != nil
    case .date: return takesDate(text, first)
    case .timestamp:
      return first.isASCIIDigit && !Self.hasZone(text) && (try? TextReader.timestamp(text)) != nil
    case .timestampTZ:
      return first.isASCIIDigit && (try? TextReader.timestampInUTC(text)) != nil
    }
  }

  private mutating func takesDate(_ text: TextBytes, _ first: UInt8) -> Bool {
    guard first.isASCIIDigit, !text.contains(0x3A) else { return false }
    if isUsualDate, (try? TextReader.date(text)) == nil { isUsualDate = false }
    for place in Self.formats.indices where possibleFormats >> UInt8(place) & 1 == 1 {
      if (try? Self.formats[place].read(text).date) == nil {
        possibleFormats &= ~(1 << UInt8(place))
      }
    }
    return isUsualDate || possibleFormats != 0
  }

  /// `true`, `false` or their first letters, and no other words for them.
  private static func isWord(_ text: TextBytes) -> Bool {
    text[0] | 0x20 == 0x74 || text[0] | 0x20 == 0x66
  }

  private static func isNoNumber(_ text: TextBytes) -> Bool {
    text.first.map { $0 | 0x20 == 0x6E || $0 | 0x20 == 0x69 } ?? false
  }

  private static func isInteger(_ text: TextBytes) -> Bool {
    let digits = text.first == 0x2D ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
  }

  /// Whether there is a time zone behind a time of day.
  private static func hasZone(_ text: TextBytes) -> Bool {
    guard let colon = text.firstIndex(of: 0x3A) else { return false }
    return text[colon...].contains { $0 == 0x2B || $0 == 0x2D || $0 | 0x20 == 0x7A }
  }
}

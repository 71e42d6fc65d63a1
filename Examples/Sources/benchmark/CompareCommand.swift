// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Loads the same rows with and without something that lasts, by turns, and prints what that costs.
struct CompareCommand {
  private enum Lasting: String, CaseIterable { case workspace, store }

  private let input: InputFile?
  private let rows: Int
  private let into: String
  private let lasting: Lasting
  private let folder: String?
  private let repetitions: Int

  init(_ options: Options) throws {
    if options["--values"] != nil {
      guard options["--input"] == nil else {
        throw UsageError("'--input' and '--values' exclude each other.")
      }
      (input, rows) = (nil, try options.count("--values"))
    } else {
      (input, rows) = (try InputFile(options), 0)
    }
    into = options["--into"] ?? "store"
    let name = options["--lasting"] ?? "workspace"
    guard let lasting = Lasting(rawValue: name) else {
      throw UsageError("There is no '--lasting \(name)', only workspace and store.")
    }
    self.lasting = lasting
    guard lasting == .workspace || into == "store" else {
      throw UsageError("Only '--into store' can be compared with a store that lasts.")
    }
    folder = options["--folder"]
    repetitions = try options.count("--repeat", default: 7)
    _ = try Place(into, folder: "")
  }

  func run() async throws {
    let records: Records
    if let input {
      records = input.records
    } else {
      var random = SeededGenerator(seed: 2_026)
      records = Records("sales", of: (0..<rows).map { Sale(row: $0, &random) })
    }
    var memory: [Measurement] = []
    var disk: [Measurement] = []
    var loaded = 0
    // The first round warms up. Who goes first changes, so that neither gains from what the other left.
    for round in 0...repetitions {
      for isOnDisk in round.isMultiple(of: 2) ? [false, true] : [true, false] {
        let (count, took) = try await measure(records, isOnDisk)
        loaded = count
        guard round > 0 else { continue }
        if isOnDisk { disk.append(took) } else { memory.append(took) }
      }
    }
    print("{\(line(loaded, memory, disk).joined(separator: ","))}")
  }

  private func measure(_ records: Records, _ isOnDisk: Bool) async throws -> (Int, Measurement) {
    let temporary = TemporaryFolder(in: folder)
    defer { temporary.remove() }
    let (workspace, store) = ("\(temporary.path)/workspace", "\(temporary.path)/store")
    let place = try Place(
      into,
      folder: "\(temporary.path)/files",
      storeFolder: isOnDisk && lasting == .store ? store : nil
    )
    let setting = Setting(
      workspace: isOnDisk && lasting == .workspace ? Workspace(at: workspace) : .memory()
    )
    let (report, took) = try await Measurement.of { try await place.load(records, setting) }
    return (report.rows, took)
  }

  private func line(_ rows: Int, _ memory: [Measurement], _ disk: [Measurement]) -> [String] {
    let clocks = (memory.map(\.seconds).sorted(), disk.map(\.seconds).sorted())
    let processors = (memory.map(\.cpuSeconds).sorted(), disk.map(\.cpuSeconds).sorted())
    func middle(_ sorted: [Double]) -> Double {
      (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    }
    func ratio(_ times: ([Double], [Double])) -> Double {
      JSONText.rounded(middle(times.1) / middle(times.0), 3)
    }
    func leastRatio(_ times: ([Double], [Double])) -> Double {
      JSONText.rounded(times.1[0] / times.0[0], 3)
    }
    return [
      "\"input\":\(JSONText.quoted(input?.path ?? "values"))",
      "\"into\":\(JSONText.quoted(into))",
      "\"lasting\":\(JSONText.quoted(lasting.rawValue))",
      "\"rows\":\(rows)",
      "\"rounds\":\(repetitions)",
      "\"memory_seconds\":\(JSONText.rounded(middle(clocks.0), 4))",
      "\"disk_seconds\":\(JSONText.rounded(middle(clocks.1), 4))",
      "\"ratio\":\(ratio(clocks))",
      "\"least_ratio\":\(leastRatio(clocks))",
      "\"memory_cpu_seconds\":\(JSONText.rounded(middle(processors.0), 4))",
      "\"disk_cpu_seconds\":\(JSONText.rounded(middle(processors.1), 4))",
      "\"cpu_ratio\":\(ratio(processors))",
      "\"least_cpu_ratio\":\(leastRatio(processors))",
    ]
  }
}

/// A value of a program, with as many fields as such values have.
private struct Sale: Encodable, Sendable {
  var id: Int
  var customer: Int
  var amount: Double
  var city: String
  var status: String
  var email: String
  var isPaid: Bool
  var note: String?

  init(row: Int, _ random: inout SeededGenerator) {
    id = row + 1
    customer = random.below(1_000_000)
    amount = Double(random.below(10_000_000)) / 100
    city = random.one(of: Words.cities)
    status = random.one(of: Words.states)
    email = "\(random.one(of: Words.names).lowercased()).\(customer)@example.org"
    isPaid = random.oneIn(2)
    note = random.oneIn(10) ? nil : random.one(of: Words.common)
  }
}

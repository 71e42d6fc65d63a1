// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Sluice

/// Measures how fast a pipeline loads a file, and makes files to load.
@main struct Benchmark {
  static let help = """
    Usage:
      benchmark load --input FILE --into PLACE [--table NAME] [--repeat N] [--output DIR]
                     [--contract LIST] [--columns N] [--store DIR] [--workspace DIR]
                     [--cursor PATH]
      benchmark compare (--input FILE | --values N) [--into PLACE] [--lasting WHAT]
                     [--repeat N] [--folder DIR] [--table NAME]
      benchmark merge [--rows N] [--updates N] [--strategy NAME] [--unchanged keep] [--repeat N]
      benchmark tpch [--scale N] [--data DIR] [--queries DIR] [--threads N] [--repeat N] [--only LIST]
      benchmark generate --shape SHAPE --rows N --output FILE

    load: loads a file with a whole pipeline, and prints one line of JSON per run.
      --input FILE    ends with .jsonl, .json or .csv
      --into PLACE    store: tables in memory, new for each run
                      jsonl, csv: files
                      null: batches are dropped as they arrive
      --table NAME    the name of the table; that of the file by default
      --repeat N      how many runs, 1 by default
      --cursor PATH   loads along a cursor; 'FIELD|FIELD' looks it up in values, FIELD in the bytes
      --columns N     how many columns the table may have; further fields go into one json column
      --output DIR    where files stay, each run in a folder of its own; by default they are
                      written to a temporary folder and removed after the run
      --contract LIST
                      holds the schema to a contract, or to several by turns: none, evolve, freeze,
                      quarantine, with commas between. The file is loaded once before, so that its
                      shape is known; none is without the stage
      --store DIR     the folder of a store that lasts, for --into store
      --workspace DIR the folder of a workspace, which keeps packages; not with --contract

      rows            rows loaded, those of nested tables too
      bytes           the size of the input
      seconds         time on the clock
      cpu_seconds     time of all threads on the processor
      mb_per_s        input per second on the clock, in 1,000,000 bytes
      peak_rss_mb     the most memory that the process had up to then, in 1,000,000 bytes
      tables          tables that got rows

    compare: loads the same rows in memory and onto the disk, by turns, and prints one line of JSON.
      --input FILE    as above
      --values N      so many values of a type of Swift instead of a file
      --into PLACE    as above, store by default
      --lasting WHAT  what is on the disk in every other run:
                      workspace: the packages of the pipeline, the default
                      store: the tables of --into store
      --repeat N      how many rounds of two runs, 7 by default; one more before them does not count
      --folder DIR    below which everything is written, in folders that are removed again

      ratio           the median of runs onto the disk, by that of the others, on the clock
      cpu_ratio       the same of the time on the processor
      least_ratio, least_cpu_ratio
                      the same of the quickest runs, where others use the machine too

    merge: merges rows into a table in memory by their ids, and prints one line of JSON.
      --rows N        how many rows the table has, 1,000,000 by default
      --updates N     how many come, 100,000 by default; 1 in 100 is new
      --strategy NAME delete-insert, the default, upsert, insert-only or cdc
      --unchanged keep
                      leaves rows untouched that have not changed, for upsert and cdc
      --repeat N      how many rounds, each with a new table, 7 by default; one more does not count

      seconds         the median time on the clock, from the first row to the commit
      cpu_seconds     the median time of all threads on the processor
      touched_mb      the memory of the rows that come
      growth_mb       how far memory grew at the most in any round, as Linux tells it

    tpch: asks the queries of TPC-H, and prints one line of JSON for each.
      --queries DIR   where they are, q01.sql to q22.sql: ../shared/suites/tpch/queries by default
      --scale N       which data: 1 by default
      --data DIR      where the tables are as CSV files, tpch/sfN by default
      --threads N     how many threads a query has, one for each core by default
      --repeat N      how often each is asked, 5 times by default
      --only LIST     numbers of queries, with commas between

      ms              the median time on the clock, with its rows in memory
      cpu_ms          the median time of all threads on the processor
      first_ms        the time of the first time, when columns are brought into the form for queries

    generate: writes a file that is the same on every machine.
      --shape SHAPE   flat: 12 columns, a tenth of the values missing, about 270 bytes a row
                      nested: events with records and lists, about 1.2 KB a row
                      wide: 20 of 500 possible fields
                      deep: five levels, two of them lists
      --rows N        how many records
      --output FILE   ends with .jsonl, or with .csv for the flat shape
    """

  static func main() async {
    do {
      try await run(Array(CommandLine.arguments.dropFirst()))
    } catch let error as UsageError {
      printError("error: \(error.message)\nSee 'benchmark --help'.")
      exit(2)
    } catch {
      printError("error: \(error)")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) async throws {
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help)
      return
    }
    guard let command = arguments.first else {
      throw UsageError("Say what to do: 'load', 'compare', 'merge', 'tpch' or 'generate'.")
    }
    switch command {
    case "load":
      let options = try Options(
        Array(arguments.dropFirst()),
        knowing: [
          "--input", "--into", "--table", "--repeat", "--output", "--contract", "--columns",
          "--store", "--workspace", "--cursor",
        ]
      )
      try await LoadCommand(options).run()
    case "compare":
      let options = try Options(
        Array(arguments.dropFirst()),
        knowing: [
          "--input", "--values", "--into", "--lasting", "--repeat", "--folder", "--table",
        ]
      )
      try await CompareCommand(options).run()
    case "merge":
      let options = try Options(
        Array(arguments.dropFirst()),
        knowing: ["--rows", "--updates", "--strategy", "--unchanged", "--repeat"]
      )
      try await MergeCommand(options).run()
    case "tpch":
      let options = try Options(
        Array(arguments.dropFirst()),
        knowing: ["--queries", "--scale", "--data", "--threads", "--repeat", "--only"]
      )
      try await TPCHCommand(options).run()
    case "generate":
      let options = try Options(
        Array(arguments.dropFirst()),
        knowing: ["--shape", "--rows", "--output"]
      )
      try GenerateCommand(options).run()
    default:
      throw UsageError(
        "There is no command '\(command)', only 'load', 'compare', 'merge', 'tpch' and 'generate'."
      )
    }
  }

  /// Prints a line where errors go.
  private static func printError(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(2, bytes, bytes.count)
  }
}

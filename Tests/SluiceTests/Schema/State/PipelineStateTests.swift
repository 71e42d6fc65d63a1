// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct PipelineStateTests {
  @Test(arguments: StoredStateVector.present.map(\.name))
  func `a state of dlt has the hash that dlt gives it`(name: String) throws {
    let vector = try #require(StoredStateVector.present.first { $0.name == name })
    let state = try PipelineState(storedText: vector.text)
    #expect(state.hash == vector.hash)
    // And it stays what it is on the way through this library.
    let again = try PipelineState(storedText: state.storedText)
    #expect(again == state)
    #expect(again.hash == vector.hash)
    #expect(try PipelineState(json: state.json) == state)
  }

  @Test(arguments: StoredStateVector.older.map(\.name))
  func `older forms become the present one`(name: String) throws {
    let vector = try #require(StoredStateVector.older.first { $0.name == name })
    let state = try PipelineState(storedText: vector.text)
    #expect(state.hash == vector.hash)
    #expect(state.version == 5)
    #expect(state.destination == "dlt.destinations.duckdb")
    #expect(state.other["staging_type"] == "filesystem")
    #expect(state[source: "s"]["k"] == 1)
  }

  @Test func `values keep their types`() throws {
    let vector = try #require(StoredStateVector.present.first { $0.name == "types" })
    let kept = try PipelineState(storedText: vector.text)[source: "s", resource: "r"]
    #expect(kept["d"] == .decimal(try #require(ExactDecimal("12.340"))))
    #expect(kept["day"] == .date(CalendarDate(days: -1)))
    #expect(kept["b"] == .binary([255, 0]))
    #expect(kept["at"] == .timestamp(try #require(Timestamp("2024-01-01T00:00:00+03:00"))))
    #expect(kept["wei"]?.kind == .wei)
    #expect(kept["hex"] == .hexBytes([1, 255]))
    #expect(kept["t"]?.kind == .time)
  }

  @Test func `what is written is read`() throws {
    var state = PipelineState(pipeline: "shop")
    #expect(try PipelineState(json: state.json) == state)
    state.version = 7
    state.dataset = "shop_data"
    state.defaultSchema = "shop"
    state.schemas = ["news", "shop"]
    state.destination = "ColumnStore"
    state.other = [
      "destination_name": "main", "staging_type": "files", "theirs": ["a": [1, .null]],
    ]
    state[source: "shop"] = ["token": "t"]
    state[source: "shop", resource: "orders"] = [
      "last": .decimal(try #require(ExactDecimal("1.50")))
    ]
    #expect(try PipelineState(json: state.json) == state)
    #expect(try PipelineState(storedText: state.storedText) == state)
    let document = try #require(try Value(json: state.json).fields)
    #expect(
      document.keys == [
        "_state_version", "_version_hash", "_state_engine_version", "pipeline_name",
        "dataset_name", "default_schema_name", "schema_names", "destination_type",
        "destination_name", "staging_type", "theirs", "sources",
      ]
    )
    #expect(document["_version_hash"] == .text(state.hash))
  }

  @Test func `the hash is of what the state says, not of its version`() {
    var state = PipelineState(pipeline: "shop")
    state[source: "s"] = ["a": 1, "b": 2]
    let hash = state.hash
    state.version = 9
    state[source: "s"] = ["b": 2, "a": 1]
    #expect(state.hash == hash)
    state[source: "s"] = ["b": 2, "a": 1.0]
    #expect(state.hash != hash)
  }

  @Test func `what dlt notes of the machine is left out`() throws {
    let text = """
      {"_state_version":1,"_state_engine_version":4,"pipeline_name":"p","schema_names":[],\
      "_local":{"first_run":false}}
      """
    let state = try PipelineState(json: text)
    #expect(state.other.isEmpty)
    #expect(!state.json.contains("_local"))
    var odd = state
    odd.other["_local"] = ["first_run": true]
    #expect(odd.hash == state.hash)
    #expect(!odd.json.contains("_local"))
  }

  @Test(
    arguments: [
      ("", "Reading JSON"), ("{", "Reading JSON"),
      ("[]", "The state is not valid: expected fields, found a list."),
      ("{}", "at '_state_engine_version': expected a value, found none."),
      (#"{"_state_engine_version":0}"#, "expected a number from 1 to 4, found 0."),
      (#"{"_state_engine_version":"4"}"#, "expected a whole number from 0, found a text."),
      (#"{"_state_engine_version":4}"#, "at 'pipeline_name': expected a value, found none."),
      (
        #"{"_state_engine_version":4,"pipeline_name":"p"}"#,
        "at '_state_version': expected a value, found none."
      ),
      (
        #"{"_state_engine_version":4,"pipeline_name":"p","_state_version":-1}"#,
        "at '_state_version': expected a whole number from 0, found a lesser one."
      ),
      (
        #"{"_state_engine_version":4,"pipeline_name":7,"_state_version":1}"#,
        "at 'pipeline_name': expected a text, found a number."
      ),
      (
        #"{"_state_engine_version":4,"pipeline_name":"p","_state_version":1,"schema_names":["a",{}]}"#,
        "at 'schema_names/1': expected a text, found fields."
      ),
      (
        #"{"_state_engine_version":4,"pipeline_name":"p","_state_version":1,"sources":[]}"#,
        "at 'sources': expected fields, found a list."
      ),
      (
        #"{"_state_engine_version":4,"pipeline_name":"p","_state_version":1,"sources":{"s":1}}"#,
        "at 'sources/s': expected fields, found a number."
      ),
      (
        """
        {"_state_engine_version":4,"pipeline_name":"p","_state_version":1,\
        "sources":{"s":{"resources":{"r":[]}}}}
        """,
        "at 'sources/s/resources/r': expected fields, found a list."
      ),
    ]
  )
  func `what is wrong is said with its place`(text: String, sentence: String) throws {
    let error = try #require(throws: LoadError.self) { try PipelineState(json: text) }
    #expect(error.code == .invalidState)
    #expect(error.message.contains(sentence), "\(error.message)")
  }

  @Test func `a state of a later release is refused`() throws {
    let error = try #require(throws: LoadError.self) {
      try PipelineState(json: #"{"_state_engine_version":5}"#)
    }
    #expect(error.code == .unsupportedDocument)
    #expect(error.message.contains("comes from the future"))
  }

  @Test(arguments: ["!", "AAAA", "eJwDAAAAAAE="])
  func `what is not packed is refused`(text: String) throws {
    let error = try #require(throws: LoadError.self) { try PipelineState(storedText: text) }
    #expect(error.code == .invalidState)
  }

  @Test func `what a state keeps below names comes and goes`() {
    var state = PipelineState(pipeline: "p")
    #expect(state[source: "s"].isEmpty)
    #expect(state[source: "s", resource: "r"].isEmpty)
    state[source: "s", resource: "r"] = ["k": 1]
    state[source: "s", resource: "q"] = ["k": 2]
    #expect(state.sources == ["s": ["resources": ["q": ["k": 2], "r": ["k": 1]]]])
    #expect(state.resources(of: "s") == ["q", "r"])
    state[source: "s", resource: "r"] = Record()
    #expect(state.sources == ["s": ["resources": ["q": ["k": 2]]]])
    state[source: "s", resource: "q"] = Record()
    #expect(state.sources.isEmpty)
  }
}

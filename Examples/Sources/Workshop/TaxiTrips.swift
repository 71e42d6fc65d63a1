// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Trips from an API that gives a page for each number, and an empty one at the end.
struct TaxiTrips: Resource {
  let name = "trips"
  var address: URL

  func extract(to output: Output) async throws {
    var number = 1
    while true {
      let page = try await page(number)
      if page == Data("[]".utf8) { return }
      output.metrics.add("pages")
      try await output.send(json: page)
      number += 1
    }
  }

  private func page(_ number: Int) async throws -> Data {
    let query = [URLQueryItem(name: "page", value: "\(number)")]
    let (data, response) = try await URLSession.shared.data(
      from: address.appending(path: "trips").appending(queryItems: query)
    )
    guard let response = response as? HTTPURLResponse, response.statusCode == 200 else {
      throw URLError(.badServerResponse)
    }
    return data
  }
}

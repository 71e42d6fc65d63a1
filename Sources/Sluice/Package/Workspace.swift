// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What pipelines remember between runs: packages that wait, states, schemas and what was run.
///
/// ```text
/// workspace/nightly/lock                  held while the pipeline runs
/// workspace/nightly/state.json            what the destination had after the last load
/// workspace/nightly/schemas/shop.schema.json
/// workspace/nightly/history.jsonl         one line a run
/// workspace/nightly/packages/open/…       what is being extracted: gone with a crash
/// workspace/nightly/packages/raw/…        pages as they came, where they are kept
/// workspace/nightly/packages/sealed/…     what is on the disk and waits to be loaded
/// workspace/nightly/packages/renewed/…    what is about to take the place of a sealed package
/// workspace/nightly/packages/loaded/…     what was loaded, as far as `retention` keeps it
/// ```
/// A destination that remembers its loads comes first: there, state and schema are committed with
/// the rows, and the workspace has copies. Copies of a workspace are the same workspace.
public struct Workspace: Sendable {
  /// Whether a run keeps what it extracts in a package until it is loaded.
  ///
  /// Without, rows are nowhere but on their way: a run that fails is extracted anew. Nothing is
  /// lost or doubled either way.
  public var keepsPackages: Bool
  /// What becomes of packages that were loaded. None is kept by default.
  public var retention = PackageRetention()

  let disk: any FileSystem
  let path: String
  let memory = Locked(WorkspaceMemory())

  /// Keeps what it remembers in files below the folder at `path`, which is made where it is missing.
  public init(
    at path: String,
    in disk: some FileSystem = LocalFileSystem(),
    keepsPackages: Bool = true
  ) {
    self.path = path
    self.disk = disk
    self.keepsPackages = keepsPackages
  }

  /// A workspace that lives as long as this value and its copies, and keeps no packages.
  public static func memory() -> Workspace {
    Workspace(at: "workspace", in: MemoryFileSystem(), keepsPackages: false)
  }

  /// A workspace in the folder that the system has for the state of programs.
  ///
  /// That is `sluice` in `Library/Application Support` of the user on Apple platforms; elsewhere in
  /// the folder that `XDG_STATE_HOME` names, or in `~/.local/state`. Throws ``LoadError`` with the
  /// code `invalidConfiguration` if there is no home folder.
  public static func standard() throws(LoadError) -> Workspace {
    Workspace(at: try StandardFolder.path(for: "sluice"))
  }

  /// The schema called `name` as of the last load of a pipeline, or `nil` before the first.
  public func schema(_ name: String, of pipeline: String) -> Schema? {
    try? folder(of: pipeline).schema(name)
  }

  /// The schema of the last load of a pipeline, or `nil` before the first.
  public func latestSchema(of pipeline: String) -> Schema? {
    memory.withLock { $0.latest[pipeline] }.flatMap { schema($0, of: pipeline) }
  }

  /// What is kept of one pipeline.
  func folder(of pipeline: String) -> PipelineFolder {
    PipelineFolder(pipeline, in: self)
  }
}

/// What was read from a workspace or written to it, so that it is not read again.
struct WorkspaceMemory: Sendable {
  /// The schemas, by pipeline and name.
  var schemas: [String: Schema] = [:]
  /// The name of the schema that was written last, by pipeline.
  var latest: [String: String] = [:]
  /// The moment of the last load, by pipeline.
  var lastLoad: [String: Int64] = [:]
}

/// Which of the packages that were loaded are kept, and for how long.
///
/// A package goes as soon as one of the limits says so. Where no limit is set, none is kept.
public struct PackageRetention: Hashable, Sendable {
  /// How many are kept at the most.
  public var count: Int?
  /// How many bytes they may take, all together.
  public var size: ByteCount?
  /// How old they get.
  public var age: Duration?

  /// Keeps packages within the limits that are not `nil`; none if all are.
  public init(count: Int? = nil, size: ByteCount? = nil, age: Duration? = nil) {
    self.count = count
    self.size = size
    self.age = age
  }

  /// Whether any package is kept.
  var keepsAny: Bool { count != nil || size != nil || age != nil }
}

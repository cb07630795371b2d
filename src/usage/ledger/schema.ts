/** Marks a SQLite file as ccm's ledger (`PRAGMA application_id`): "ccmL" in ASCII. */
export const applicationId = 0x63636d4c;

/** Length of a rollup bucket; they begin at the full and the half hour, UTC. */
export const bucketMs = 30 * 60 * 1000;

const tokens = `
  input INTEGER, cache_read INTEGER, cache_write_5m INTEGER, cache_write_1h INTEGER,
  output INTEGER, reasoning INTEGER, web_searches INTEGER`;

const sums = `
  input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL, output INTEGER NOT NULL, reasoning INTEGER NOT NULL,
  web_searches INTEGER NOT NULL, billed REAL NOT NULL, list REAL NOT NULL, unpriced INTEGER NOT NULL`;

/**
 * Version 1 of the ledger. Times are milliseconds since the epoch, durations milliseconds, costs US dollars; NULL is
 * "not reported" or "unknown". `seq` counts in the order of finishing. Never change it: write a migration.
 *
 * A request is known by its start and its id: ids are random, and an index of ids alone would make each write touch a
 * page of its own, which costs more than all the rest. `attempts.request` is a `requests.seq`; declared as a foreign
 * key it would cost each write a look-up. The rollups hold the same facts summed by half hour, so that a month is a
 * few thousand rows; requests to count tokens are not in them. `unpriced` counts what has no known list price and is
 * therefore missing from the dollars.
 */
export const schemaV1 = `
CREATE TABLE requests (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  client TEXT NOT NULL,
  model TEXT NOT NULL,
  route TEXT NOT NULL,
  provider TEXT,
  outcome TEXT NOT NULL,
  status INTEGER NOT NULL,
  session TEXT,
  plan INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  first_token_ms REAL,
  overhead_ms REAL,
  duration_ms REAL NOT NULL,${tokens},
  billed REAL,
  list REAL,
  served_model TEXT,
  requested_model TEXT NOT NULL,
  route_match TEXT,
  agent TEXT,
  program TEXT,
  request_class TEXT,
  stop_reason TEXT,
  stream INTEGER NOT NULL,
  request_bytes INTEGER NOT NULL,
  dropped TEXT,
  failure_kind TEXT,
  failure_message TEXT,
  UNIQUE (started_at, id)
) STRICT;

CREATE INDEX requests_by_time ON requests (started_at, endpoint, provider, first_token_ms, overhead_ms);

CREATE TABLE attempts (
  request INTEGER NOT NULL,
  position INTEGER NOT NULL,
  provider TEXT NOT NULL,
  provider_type TEXT NOT NULL,
  model TEXT NOT NULL,
  credential TEXT,
  protocol TEXT NOT NULL,
  mode TEXT NOT NULL,
  outcome TEXT NOT NULL,
  status INTEGER,
  reason TEXT,
  start_ms REAL NOT NULL,
  headers_ms REAL,
  first_event_ms REAL,
  end_ms REAL NOT NULL,
  plan INTEGER NOT NULL,${tokens},
  billed REAL,
  list REAL,
  PRIMARY KEY (request, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_rollup (
  bucket INTEGER NOT NULL,
  model TEXT NOT NULL,
  route TEXT NOT NULL,
  requests INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  failover INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  plan INTEGER NOT NULL,${sums},
  PRIMARY KEY (bucket, model, route)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt_rollup (
  bucket INTEGER NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  plan INTEGER NOT NULL,${sums},
  PRIMARY KEY (bucket, provider, model)
) STRICT, WITHOUT ROWID;
`;

/**
 * Version 2: what was said, where `server.log_bodies` asks for it. `request` is a `requests.seq`; `bytes` stands before
 * the text, so that sizes are summed without reading the texts.
 */
export const schemaV2 = `
CREATE TABLE bodies (
  request INTEGER NOT NULL,
  part TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (request, part)
) STRICT;
`;

/**
 * The index by time, with every column that a list can be filtered by: what fits is found without reading the requests
 * themselves. It grows at one end, so that a write touches a page or two.
 */
export const timeIndex = `
DROP INDEX requests_by_time;
CREATE INDEX requests_by_time ON requests (
  started_at, endpoint, provider, first_token_ms, overhead_ms,
  outcome, status, route, model, client, session, failure_message
);
`;

import { expect, test } from "bun:test";
import type { Finding } from "../../../src/config/config.ts";
import { renderFindings, reportFindings } from "../../../src/config/diagnose.ts";

const findings: Finding[] = [
  { severity: "error", path: "router", message: "the section is missing" },
  {
    severity: "error",
    line: 12,
    path: "providers[1].provider_type",
    message: 'unknown provider type "opnai"',
  },
  { severity: "warning", line: 7, path: "server.hots", message: "unknown key, ignored" },
];

test("findings are one line each, columns aligned, warnings called so", () => {
  expect(renderFindings(findings, "config.toml")).toEqual([
    "config.toml     router                      the section is missing",
    'config.toml:12  providers[1].provider_type  unknown provider type "opnai"',
    "config.toml:7   server.hots                 warning: unknown key, ignored",
  ]);
});

test("a syntax error has no path and no gap for one", () => {
  const [line] = renderFindings(
    [{ severity: "error", line: 3, path: "", message: "not valid TOML" }],
    "c.toml",
  );
  expect(line).toBe("c.toml:3  not valid TOML");
});

test("a name that would drive the terminal does not", () => {
  const [line] = renderFindings([{ severity: "warning", path: "a\u001b[2Jb", message: "x\ny" }], "c.toml");
  expect(line).toBe("c.toml  a\ufffd[2Jb  warning: x\ufffdy");
});

test("a report counts errors and warnings and holds the findings as they are", () => {
  expect(reportFindings(findings, "config.toml")).toEqual({
    file: "config.toml",
    errors: 2,
    warnings: 1,
    findings,
  });
});

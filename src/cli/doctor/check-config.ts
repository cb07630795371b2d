import type { Finding } from "../../config/config.ts";
import type { Check } from "./check.ts";

/** What is wrong with the config file, finding by finding; one line when nothing is. */
export function checkConfig(path: string, found: boolean, findings: readonly Finding[]): Check[] {
  const area = "config";
  if (!found) return [{ area, subject: path, state: "problem", words: "there is none", mend: "ccm init" }];
  if (findings.length === 0) return [{ area, subject: path, state: "ok", words: "no findings" }];
  return findings.map(({ severity, line, path: key, message }) => ({
    area,
    subject: line === undefined ? path : `${path}:${line}`,
    state: severity === "error" ? "problem" : "warning",
    words: key === "" ? message : `${key}: ${message}`,
    mend: "edit the file, then ccm config check",
  }));
}

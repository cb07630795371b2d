import { readFile } from "node:fs/promises";
import type { Finding } from "../../../config/config.ts";
import { maskBrokenText, maskConfigText } from "../../../config/mask-text.ts";
import { parseToml } from "../../../config/parse-toml.ts";
import { Card } from "../../components/card.tsx";
import { ConfigText } from "../../components/config-text.tsx";
import { Form } from "../../components/form.tsx";
import { Name } from "../../components/name.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import type { AdminDependencies } from "../../dependencies.ts";
import { counted } from "../../words/counted.ts";
import { formatClock } from "../../words/moments.ts";

/** What the page knows of the file on disk. */
export interface FileOnDisk {
  /** With credentials masked; absent where it cannot be read. */
  readonly text?: string;
}

/** Reads the file for showing. Of one that does not parse, everything that could be a credential is left out. */
export async function readFileOnDisk(path: string): Promise<FileOnDisk> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return {};
  return { text: "document" in parseToml(text) ? maskConfigText(text) : maskBrokenText(text) };
}

const linesAround = 3;

/** The lines around the first error of a file that was not loaded. */
function Mistake({ text, finding }: { readonly text: string; readonly finding: Finding }) {
  const { line, message, path } = finding;
  if (line === undefined) return null;
  const lines = text.split("\n");
  const from = Math.max(1, line - linesAround);
  return (
    <div class="body">
      <ConfigText
        text={lines.slice(from - 1, line + linesAround - 1).join("\n")}
        label="The lines around the mistake"
        firstLine={from}
        marked={line}
      />
      <p class="err">
        Line {line}: {path !== "" && <code>{path}</code>} <Name>{message}</Name>
      </p>
    </div>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <Table>
      {findings.map(({ severity, line, path, message }) => (
        <Row>
          <Cell nowrap>
            <Status tone={severity === "error" ? "bad" : "warn"}>
              {line === undefined ? "File" : `Line ${line}`}
            </Status>
          </Cell>
          <Cell lead>
            {path !== "" && <code>{path}</code>} <Name>{message}</Name>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function stateOf(deps: AdminDependencies): { readonly tone: "ok" | "warn" | "bad"; readonly words: string } {
  if (deps.configProblem()) return { tone: "bad", words: "Not loaded" };
  const loaded = `Loaded at ${formatClock(deps.configLoadedAt(), deps.now())}`;
  const { findings } = deps.config();
  if (findings.length === 0) return { tone: "ok", words: loaded };
  return { tone: "warn", words: `${loaded}, ${counted(findings.length, "warning")}` };
}

/** Where the config file is, what is wrong with it, and all of it on demand. */
export function FileCard(props: {
  readonly deps: AdminDependencies;
  readonly onDisk: FileOnDisk;
  readonly showsText: boolean;
}) {
  const { deps, onDisk, showsText } = props;
  const { path, findings, providers, models } = deps.config();
  const problem = deps.configProblem();
  const { tone, words } = stateOf(deps);
  const first = problem?.find(({ severity }) => severity === "error");
  const lines =
    onDisk.text === undefined ? "" : `, ${counted(onDisk.text.trimEnd().split("\n").length, "line")}`;
  return (
    <Card id="file" title="Configuration file" aside={<Status tone={tone}>{words}</Status>}>
      <div class="body">
        <p>
          <code>{path}</code>{" "}
          <span class="muted">
            {counted(providers.length, "provider")}, {counted(models.length, "model")}
            {lines}
          </span>
        </p>
        {onDisk.text === undefined && <p class="err">The file cannot be read any more.</p>}
      </div>
      {first && onDisk.text !== undefined && <Mistake text={onDisk.text} finding={first} />}
      <Findings
        findings={(problem ?? findings).filter((finding) => finding !== first || first.line === undefined)}
      />
      {showsText && onDisk.text !== undefined && (
        <div class="body">
          <ConfigText
            text={onDisk.text.trimEnd()}
            label="The whole file"
            firstLine={1}
            marked={first?.line}
          />
        </div>
      )}
      <div class="bar">
        <Form action="/settings/check">
          <button class="btn" type="submit">
            Check again
          </button>
        </Form>
        {showsText ? (
          <a class="btn" href="/settings#file">
            Hide the file
          </a>
        ) : (
          <a class="btn" href="/settings?show=file#file">
            Show with keys masked
          </a>
        )}
      </div>
    </Card>
  );
}

import type { Child } from "hono/jsx";
import { Aside, Card } from "../../components/card.tsx";
import { Name } from "../../components/name.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import type { StandingProvider } from "../../state/list-providers.ts";
import type { Overview } from "../../state/read-overview.ts";
import { counted } from "../../words/counted.ts";
import { formatClock } from "../../words/moments.ts";
import { addressOf } from "../providers/address-of.ts";

interface Need {
  readonly tone: Tone;
  readonly word: string;
  readonly text: Child;
  readonly href: string;
  readonly verb: string;
}

function needOfProvider({ provider, state }: StandingProvider, now: number): Need | undefined {
  if (state.tone !== "bad" && state.tone !== "warn") return undefined;
  const page = addressOf(provider.name);
  const steps = {
    key: { href: page, verb: state.tone === "bad" ? "Replace key" : "Set key" },
    login: { href: "/accounts#add", verb: "Log in" },
    address: { href: page, verb: "Set address" },
  };
  const text = (
    <>
      <b>
        <Name>{provider.name}</Name>
      </b>
      : <Name>{state.tone === "bad" && state.fix === "key" ? `"${state.detail}"` : state.detail}</Name>
      {state.until !== undefined && `. Skipped until ${formatClock(state.until, now)} or a new credential.`}
    </>
  );
  return {
    tone: state.tone,
    word: state.word,
    text,
    ...(state.fix ? steps[state.fix] : { href: page, verb: "Show" }),
  };
}

/** Only what ccm cannot mend by itself; an empty place when there is no such thing. */
export function NeedsYou({ overview }: { readonly overview: Overview }) {
  const { providers, findings, now } = overview;
  // An unset variable shows as the provider that lacks it.
  const lacking = new Set(providers.flatMap(({ provider }) => provider.unsetVariables));
  const told = (message: string): boolean => [...lacking].some((name) => message.includes(`$${name}`));
  const needs: readonly Need[] = [
    ...providers.flatMap((standing) => needOfProvider(standing, now) ?? []),
    ...findings
      .filter(({ message }) => !told(message))
      .map(
        ({ line, path, message }): Need => ({
          tone: "warn",
          word: "Config",
          text: (
            <>
              <code>{line === undefined ? path : `line ${line}: ${path}`}</code> <Name>{message}</Name>
            </>
          ),
          href: "/settings#file",
          verb: "Show",
        }),
      ),
  ];
  if (needs.length === 0) return <section id="need" hidden />;
  return (
    <Card
      id="need"
      title="Needs you"
      aside={<Aside>{counted(needs.length, "thing")} ccm cannot fix alone</Aside>}
    >
      <Table>
        {needs.map(({ tone, word, text, href, verb }) => (
          <Row>
            <Cell lead>
              <Status tone={tone}>{word}</Status>
            </Cell>
            <Cell lead>{text}</Cell>
            <Cell num>
              <a href={href}>{verb}</a>
            </Cell>
          </Row>
        ))}
      </Table>
    </Card>
  );
}

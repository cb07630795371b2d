/*
 * A strict reader of Prometheus text, version 0.0.4: throws at anything a scraper could stumble over, and at families
 * that come twice, series without a TYPE, double series, and histograms that do not add up.
 */

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly series: Series[];
}

const metricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;
const seriesLine = new RegExp(
  `^(${metricName})(?:\\{(.*)\\})? (NaN|[+-]Inf|-?[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?)$`,
);

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  labelPair.lastIndex = 0;
  while (labelPair.lastIndex < text.length) {
    const at = labelPair.lastIndex;
    const pair = labelPair.exec(text);
    if (!pair) throw new Error(`no label pair at ${at} of ${text}`);
    const [, name = "", value = ""] = pair;
    if (name in labels) throw new Error(`label ${name} twice in ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}

function checkHistogram(name: string, { series }: Family): void {
  const groups = new Map<string, { buckets: Series[]; count?: number; sum?: number }>();
  for (const each of series) {
    const { le: _le, ...labels } = each.labels;
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { buckets: [] };
    groups.set(key, group);
    if (each.name === `${name}_bucket`) group.buckets.push(each);
    else if (each.name === `${name}_count`) group.count = each.value;
    else if (each.name === `${name}_sum`) group.sum = each.value;
    else throw new Error(`${each.name} in the histogram ${name}`);
  }
  for (const { buckets, count, sum } of groups.values()) {
    const bounds = buckets.map(({ labels }) =>
      labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le),
    );
    const rises = (values: readonly number[], strictly: boolean): boolean =>
      values.every(
        (value, index) =>
          index === 0 || (strictly ? value > (values[index - 1] ?? 0) : value >= (values[index - 1] ?? 0)),
      );
    if (!rises(bounds, true) || bounds.at(-1) !== Number.POSITIVE_INFINITY)
      throw new Error(`bounds of ${name}`);
    if (
      !rises(
        buckets.map(({ value }) => value),
        false,
      )
    )
      throw new Error(`buckets of ${name} fall`);
    if (count === undefined || sum === undefined || buckets.at(-1)?.value !== count)
      throw new Error(`count of ${name}`);
  }
}

function familyOf(families: Map<string, Family>, name: string): Family | undefined {
  const base = name.replace(/_(?:bucket|sum|count)$/, "");
  const histogram = families.get(base);
  return histogram?.type === "histogram" ? histogram : families.get(name);
}

/** Reads the whole text. @throws Error naming the first line that is wrong. */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let help: { name: string; text: string } | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const helpLine = new RegExp(`^# HELP (${metricName}) ([^\\n]+)$`).exec(line);
    if (helpLine) {
      help = { name: helpLine[1] ?? "", text: helpLine[2] ?? "" };
      continue;
    }
    const typeLine = new RegExp(`^# TYPE (${metricName}) (counter|gauge|histogram)$`).exec(line);
    if (typeLine) {
      const [, name = "", type = ""] = typeLine;
      if (families.has(name)) throw new Error(`family ${name} twice`);
      if (help?.name !== name) throw new Error(`TYPE of ${name} without its HELP before it`);
      if (type === "counter" && !name.endsWith("_total"))
        throw new Error(`counter ${name} does not end in _total`);
      families.set(name, { type, help: help.text, series: [] });
      continue;
    }
    const match = seriesLine.exec(line);
    if (!match) throw new Error(`not a line of the format: ${line}`);
    const [, name = "", labels = "", value = ""] = match;
    const identity = line.slice(0, line.lastIndexOf(" "));
    if (seen.has(identity)) throw new Error(`series twice: ${identity}`);
    seen.add(identity);
    const family = familyOf(families, name);
    if (!family) throw new Error(`series ${name} without a TYPE`);
    family.series.push({ name, labels: readLabels(labels), value: Number(value) });
  }
  for (const [name, family] of families) if (family.type === "histogram") checkHistogram(name, family);
  return families;
}

/*
 * Prometheus text exposition format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): a HELP and a
 * TYPE line for each family, then one line a series.
 */

/** Label values in the order of the family's label names. */
export type LabelValues = readonly string[];

/** One line's worth of a gauge. */
export interface Sample {
  readonly labels: LabelValues;
  readonly value: number;
}

interface Head {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function labelled(name: string, labels: readonly string[], values: LabelValues): string {
  if (labels.length === 0) return name;
  const pairs = labels.map((label, index) => `${label}="${escapeLabel(values[index] ?? "")}"`);
  return `${name}{${pairs.join(",")}}`;
}

function headLines({ name, help }: Head, type: "counter" | "gauge" | "histogram"): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** Series by their label values; values never hold the separator, which no log or header can carry. */
class SeriesMap<Value> {
  readonly #series = new Map<string, { readonly values: LabelValues; readonly value: Value }>();
  readonly #begin: () => Value;

  constructor(begin: () => Value) {
    this.#begin = begin;
  }

  of(values: LabelValues): Value {
    const key = values.join("\u0000");
    const found = this.#series.get(key);
    if (found) return found.value;
    const value = this.#begin();
    this.#series.set(key, { values, value });
    return value;
  }

  entries(): Iterable<{ readonly values: LabelValues; readonly value: Value }> {
    return this.#series.values();
  }
}

/** The sum of one combination of labels. */
class Series {
  sum = 0;

  /** Adds what was counted; what was not reported adds nothing. */
  add(amount: number | undefined): void {
    if (amount !== undefined && amount > 0) this.sum += amount;
  }
}

/** A number that only grows, one for each combination of labels. */
export class Counter {
  readonly #head: Head;
  readonly #series = new SeriesMap(() => new Series());

  constructor(name: string, help: string, labels: readonly string[]) {
    this.#head = { name, help, labels };
  }

  /** The series of these labels, for a caller that adds to it again and again: finding it costs most of an addition. */
  of(values: LabelValues): Series {
    return this.#series.of(values);
  }

  /** A series that nothing was added to is not told. */
  lines(): string[] {
    const { name, labels } = this.#head;
    const series = [...this.#series.entries()].filter(({ value }) => value.sum > 0);
    return [
      ...headLines(this.#head, "counter"),
      ...series.map(({ values, value }) => `${labelled(name, labels, values)} ${value.sum}`),
    ];
  }
}

/** How often a measured time fell below each of some bounds, in seconds. */
export class Histogram {
  readonly #head: Head;
  readonly #bounds: readonly number[];
  readonly #series: SeriesMap<{ readonly counts: number[]; sum: number }>;

  constructor(name: string, help: string, labels: readonly string[], bounds: readonly number[]) {
    this.#head = { name, help, labels };
    this.#bounds = bounds;
    this.#series = new SeriesMap(() => ({
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    }));
  }

  observe(values: LabelValues, seconds: number): void {
    const series = this.#series.of(values);
    const found = this.#bounds.findIndex((bound) => seconds <= bound);
    const index = found < 0 ? this.#bounds.length : found;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += seconds;
  }

  lines(): string[] {
    const { name, labels } = this.#head;
    const bounds = [...this.#bounds.map(String), "+Inf"];
    const lines = headLines(this.#head, "histogram");
    for (const { values, value } of this.#series.entries()) {
      let below = 0;
      bounds.forEach((bound, index) => {
        below += value.counts[index] ?? 0;
        lines.push(`${labelled(`${name}_bucket`, [...labels, "le"], [...values, bound])} ${below}`);
      });
      lines.push(`${labelled(`${name}_sum`, labels, values)} ${value.sum}`);
      lines.push(`${labelled(`${name}_count`, labels, values)} ${below}`);
    }
    return lines;
  }
}

/** Lines of a family whose samples are known only when it is asked for. */
export function sampledLines(
  type: "counter" | "gauge",
  name: string,
  help: string,
  labels: readonly string[],
  samples: readonly Sample[],
): string[] {
  const lines = samples.map((sample) => `${labelled(name, labels, sample.labels)} ${sample.value}`);
  return [...headLines({ name, help, labels }, type), ...lines];
}

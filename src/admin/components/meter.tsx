/** Series of the chart ramp: strong, mid, pale, extreme, failed, needs a look. */
export type Series = "k1" | "k2" | "k3" | "k4" | "k5" | "k6";

/** A stretch of a meter, in hundredths of its length. */
export interface Stretch {
  readonly series: Series;
  readonly from: number;
  readonly to: number;
}

function clamp(value: number): number {
  return Math.min(100, Math.max(0, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A bar from 0 to 100: a share of a whole, or stretches of time. Without a label it is only an echo of figures beside it. */
export function Meter({
  stretches,
  label,
}: {
  readonly stretches: readonly Stretch[];
  readonly label?: string;
}) {
  const meaning = label === undefined ? { "aria-hidden": "true" } : { role: "img", "aria-label": label };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or hidden where figures beside it say the same
    <svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" {...meaning}>
      {stretches.map(({ series, from, to }) => {
        const [start, end] = [clamp(from), clamp(to)];
        // What happened at all must be seen, however short it was.
        const width = Math.max(end - start, 0.6);
        return (
          <rect class={series} x={round(Math.min(start, 100 - width))} width={round(width)} height="8" />
        );
      })}
    </svg>
  );
}

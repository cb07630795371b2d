import type { Child, PropsWithChildren } from "hono/jsx";
import type { Series } from "./meter.tsx";

const [width, height] = [480, 100];

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

interface PlotProps {
  /** Tells the finding, for those who do not see the marks. */
  readonly label: string;
  /** From the top down; three at most. */
  readonly yLabels: readonly string[];
  /** From left to right; five at most. */
  readonly xLabels: readonly string[];
}

/** Axes with room for marks. Words are HTML, so that they never stretch with the drawing. */
export function Plot({ label, yLabels, xLabels, children }: PropsWithChildren<PlotProps>) {
  return (
    <div class="plot">
      <div class="y" aria-hidden="true">
        {yLabels.map((text) => (
          <span>{text}</span>
        ))}
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path class="gr" d={`M0 0H${width}M0 50H${width}M0 100H${width}`} />
        {children}
      </svg>
      <div class="x" aria-hidden="true">
        {xLabels.map((text) => (
          <span>{text}</span>
        ))}
      </div>
    </div>
  );
}

/** One kind of bar, stacked on those before it. */
export interface BarSeries {
  readonly series: Series;
  readonly values: readonly number[];
}

/** Stacked bars, as one path a series; `top` is the value at the upper edge. */
export function Bars({ series, top }: { readonly series: readonly BarSeries[]; readonly top: number }) {
  const count = Math.max(1, ...series.map(({ values }) => values.length));
  const step = width / count;
  const bar = step * 0.8;
  const bases = new Array<number>(count).fill(0);
  return (
    <>
      {series.map(({ series: name, values }) => {
        const marks = values.map((value, index) => {
          const base = bases[index] ?? 0;
          bases[index] = base + value;
          if (value === 0) return "";
          const tall = round((value / top) * height);
          const up = round(height - ((base + value) / top) * height);
          return `M${round(index * step)} ${up}h${round(bar)}v${tall}h-${round(bar)}z`;
        });
        return <path class={name} d={marks.join("")} />;
      })}
    </>
  );
}

/** Bars without axes, for a glance; the highest stack fills the height. */
export function Spark({ label, series }: { readonly label: string; readonly series: readonly BarSeries[] }) {
  const steps = series[0]?.values.map((_, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <Bars top={Math.max(1, ...(steps ?? []))} series={series} />
    </svg>
  );
}

/** A line over the steps; where nothing was measured it is interrupted. */
export function Line(props: {
  readonly series: Series;
  readonly dashed?: boolean;
  readonly values: readonly (number | undefined)[];
  readonly top: number;
}) {
  const { values, top } = props;
  const step = width / Math.max(1, values.length);
  const marks = values.map((value, index) => {
    if (value === undefined) return "";
    const [x, y] = [round((index + 0.5) * step), round(height - (Math.min(value, top) / top) * height)];
    const continues = values[index - 1] !== undefined;
    const alone = !continues && values[index + 1] === undefined;
    if (alone) return `M${round(x - step / 3)} ${y}H${round(x + step / 3)}`;
    return `${continues ? "L" : "M"}${x} ${y}`;
  });
  return <path class={`ln${props.dashed ? " dash" : ""} ${props.series}`} d={marks.join("")} />;
}

/** What the colours of a chart stand for. */
export function Key({ entries }: { readonly entries: readonly (readonly [Series, string])[] }) {
  return (
    <div class="key">
      {entries.map(([series, name]) => (
        <span class={series}>{name}</span>
      ))}
    </div>
  );
}

/** The numbers behind a chart, for those who want them. */
export function ShowAsTable({ children }: { readonly children: Child }) {
  return (
    <details>
      <summary>Show as table</summary>
      {children}
    </details>
  );
}

/** The next round number at or above: 1, 2 or 5 times a power of ten, even so that half of it is round too. */
export function roundUp(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value) ?? 10;
  return Math.round(factor * power);
}

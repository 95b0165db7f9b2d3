// The timeline: incidents by class over time, stacked, read from the table below it. Dragging chooses
// a span. In Arabic time runs from right to left.
import uPlot from "uplot";
import {daysBetween, seconds} from "./time";

type Choose = (since: string, until: string) => void;
const HEIGHT = 190;
const LANES = 4;

interface Told {
  starts: number[];
  classes: string[];
  counts: number[][]; // by class, then by span
  width: number; // of a span, in seconds
}

export class Timeline {
  private plot: uPlot | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly choose: Choose,
  ) {
    new ResizeObserver(() => this.plot?.setSize({width: box.clientWidth, height: HEIGHT})).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
  }

  refresh(): void {
    this.plot?.destroy();
    this.plot = undefined;
    const told = read();
    this.box.hidden = told === undefined;
    if (!told) return;
    const stacked = stack(told.counts);
    // The highest stack is drawn first, and the lower ones over it.
    const order = told.classes.map((_, at) => at).reverse();
    this.plot = new uPlot(
      this.options(told, order),
      [told.starts, ...order.map((at) => stacked[at] ?? [])],
      this.box,
    );
  }

  private options(told: Told, order: number[]): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const paint = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const rtl = document.documentElement.dir === "rtl";
    const bars = uPlot.paths.bars?.({size: [0.9, 60, 1], align: 0});
    const font = `12px ${paint("letters")}`;
    const axis = {stroke: paint("muted"), font, grid: {stroke: paint("line"), width: 1}, ticks: {stroke: paint("line")}};
    // A mark that begins with a number runs as the page does, too.
    const lead = rtl ? "\u200f" : "";
    const months = (this.box.dataset["months"] ?? "").split("|");
    const first = told.starts[0] ?? 0;
    const last = told.starts[told.starts.length - 1] ?? 0;
    return {
      width: this.box.clientWidth,
      height: HEIGHT,
      padding: [8, 16, 0, 16],
      legend: {show: false},
      cursor: {points: {show: false}, drag: {x: true, y: false, setScale: false}, y: false},
      scales: {
        x: {time: true, dir: rtl ? -1 : 1, range: () => [first - told.width / 2, last + told.width / 2]},
        y: {range: (_plot, _low, high) => [0, Math.max(high * 1.05, 1)]},
      },
      axes: [
        {...axis, space: 90, values: (_plot, splits) => splits.map(tick(told.width, months)).map((one) => lead + one)},
        // Digits as everywhere else on the page.
        {...axis, side: rtl ? 1 : 3, size: 48, values: (_plot, splits) => splits.map((one) => one.toLocaleString("en")), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]},
      ],
      series: [
        {},
        ...order.map((at) => ({
          label: told.classes[at] ?? "",
          fill: paint(`class-${told.classes[at]}`),
          width: 0,
          paths: bars,
          points: {show: false},
        })),
      ],
      tzDate: (second) => uPlot.tzDate(new Date(second * 1000), "Etc/UTC"),
      hooks: {
        setSelect: [
          (plot) => {
            if (plot.select.width < 4) return;
            const [since, until] = daysBetween(
              plot.posToVal(plot.select.left, "x"),
              plot.posToVal(plot.select.left + plot.select.width, "x"),
            );
            this.choose(since, until);
          },
        ],
        draw: [(plot) => drawIntervals(plot, paint("ink"))],
      },
    } as uPlot.Options;
  }
}

function read(): Told | undefined {
  const table = document.querySelector<HTMLTableElement>("#timeline-table");
  const rows = [...(table?.querySelectorAll<HTMLTableRowElement>("tbody tr") ?? [])];
  if (!table || !rows.length) return undefined;
  const classes = [...table.querySelectorAll<HTMLElement>("thead th[data-class]")].map((one) => one.dataset["class"] ?? "");
  const starts = rows.map((row) => seconds(row.dataset["start"] ?? ""));
  const counts = classes.map((_, at) => rows.map((row) => Number(row.cells[at + 1]?.textContent?.trim() || 0)));
  const unit = table.dataset["unit"];
  const width = 86_400 * (unit === "day" ? 1 : unit === "week" ? 7 : 30);
  return {starts, classes, counts, width};
}

export function stack(counts: number[][]): number[][] {
  const sums = new Array<number>(counts[0]?.length ?? 0).fill(0);
  return counts.map((row) => row.map((count, at) => (sums[at] = (sums[at] ?? 0) + count)));
}

// "2025", "March 2025" or "14 March", as far as marks are apart.
export function tick(width: number, months: string[]): (second: number, place: number, all: number[]) => string {
  return (second, place, all) => {
    const day = new Date(second * 1000);
    const month = months[day.getUTCMonth()] ?? "";
    const apart = (all[1] ?? second + width) - (all[0] ?? second);
    if (apart >= 300 * 86_400) return String(day.getUTCFullYear());
    if (apart >= 25 * 86_400) return `${month} ${day.getUTCFullYear()}`;
    return place === 0 ? `${day.getUTCDate()} ${month} ${day.getUTCFullYear()}` : `${day.getUTCDate()} ${month}`;
  };
}

// Incidents of the table that last several days, as lines at the foot of the chart.
function drawIntervals(plot: uPlot, ink: string): void {
  const rows = document.querySelectorAll<HTMLElement>("#incidents tbody tr");
  const {ctx, bbox} = plot;
  const ends = new Array<number>(LANES).fill(-Infinity);
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const row of rows) {
    const {start, end} = row.dataset;
    if (!start || !end || start === end) continue;
    const sides = [seconds(start), seconds(end) + 86_400].map((one) => plot.valToPos(one, "x", true)).sort((a, b) => a - b);
    const from = Math.max(sides[0] ?? 0, bbox.left);
    const to = Math.min(sides[1] ?? 0, bbox.left + bbox.width);
    const lane = ends.findIndex((taken) => taken < from);
    if (to <= from || lane < 0) continue;
    ends[lane] = to;
    const y = bbox.top + bbox.height - (3 + lane * 5) * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(from, y);
    ctx.lineTo(Math.max(to, from + 2 * devicePixelRatio), y);
    ctx.stroke();
  }
  ctx.restore();
}

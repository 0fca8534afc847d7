// Charts as plain SVG, drawn with the page's own colours; each says in words what it shows. Numbers in, text out.
import type { Share } from "../metrics.ts";
import { escapeHtml } from "./escape.ts";

export type Colour = "allow" | "ask" | "deny" | "unknown";

const width = 220;
const height = 16;
const round = (value: number): string => String(Math.round(value * 100) / 100);
const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;

/** With what it is of, and its 95 % interval. */
export const shareText = (share: Share): string =>
  share.share === undefined ? `<span class="faint">none</span>` : `${countsText(share)} ${rangeText(share)}`;

export const countsText = ({ share, hits, of }: Share): string =>
  `<span class="share">${share === undefined ? "none" : percent(share)} <span class="faint">${hits.toLocaleString("en-US")} of ${of.toLocaleString("en-US")}</span></span>`;

export const rangeText = ({ low, high }: Share): string => `<span class="faint share">${percent(low)} to ${percent(high)}</span>`;

/** A share as a bar, with its 95 % interval as a line over it. */
export function shareChart({ hits, of, share, low, high }: Share, colour: Colour, what: string): string {
  if (share === undefined) return "";
  const said = `${what}: ${percent(share)}, ${hits} of ${of}, 95 % interval from ${percent(low)} to ${percent(high)}`;
  const middle = height / 2;
  return `<svg class="chart ${colour}" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${escapeHtml(said)}</title><rect class="track" width="${width}" height="${height}"/><rect class="bar" width="${round(share * width)}" height="${height}"/><path class="whisker" d="M${round(low * width)} ${middle}H${round(high * width)}M${round(low * width)} 3V${height - 3}M${round(high * width)} 3V${height - 3}"/></svg>`;
}

export interface Piece {
  readonly count: number;
  readonly colour: Colour;
  readonly what: string;
}

/** Counts beside each other on one scale: `most` fills the width. */
export function stackChart(pieces: readonly Piece[], most: number): string {
  const scale = width / Math.max(1, most);
  let at = 0;
  const bars = pieces.flatMap(({ count, colour }) => {
    const start = at;
    at += count * scale;
    return count === 0
      ? []
      : [`<rect class="bar ${colour}" x="${round(start)}" width="${round(Math.max(1, count * scale))}" height="${height}"/>`];
  });
  const said = pieces.map(({ what, count }) => `${what}: ${count}`).join(", ");
  return `<svg class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${escapeHtml(said)}</title>${bars.join("")}</svg>`;
}

export const chartStyle = `
table { border-collapse: collapse; margin: 8px 0 4px; } th, td { padding: 3px 14px 3px 0; text-align: start; vertical-align: middle; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; font-size: 0.9em; } td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; }
h2 { margin-top: 32px; } .chart { display: block; } .chart .track { fill: var(--line); opacity: 0.45; } .chart .bar { fill: var(--v); }
.chart .whisker { fill: none; stroke: var(--ink); stroke-width: 1.4; } .key { display: inline-block; width: 10px; height: 10px; margin-inline-end: 5px; background: var(--v); }
.name { overflow-wrap: break-word; max-width: 22em; font-family: ui-monospace, monospace; font-size: 0.92em; } .wide { overflow-x: auto; } .share { white-space: nowrap; } .groups .share, .rows .share { display: block; } .groups .chart { width: 150px; } .rows .faint.share { font-size: 0.86em; } .card + .card { margin-top: 8px; }
.source { white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: 0.9em; }
.state { padding: 0 7px; border: 1px solid var(--v, var(--line)); border-radius: 3px; color: var(--v, var(--faint)); font-size: 0.88em; font-weight: 700; }
`;

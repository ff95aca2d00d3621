import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Lang, Trend } from '../api/types';
import { columns, gapsOf, span } from './trend';

const font = '13px system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans CJK SC", sans-serif';

// Old embedded browsers have a query that tells of no change.
const night: Partial<MediaQueryList> = window.matchMedia('(prefers-color-scheme: dark)');

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function paintBand(u: uPlot, trend: Trend): void {
  const { low, high } = { low: trend.band?.low ?? null, high: trend.band?.high ?? null };
  if (low === null && high === null) return;
  const { left, top, width, height } = u.bbox;
  const yHigh = high === null ? top : Math.max(top, u.valToPos(high, 'y', true));
  const yLow = low === null ? top + height : Math.min(top + height, u.valToPos(low, 'y', true));
  u.ctx.fillStyle = colour('--green-tint');
  u.ctx.fillRect(left, yHigh, width, yLow - yHigh);
  u.ctx.fillStyle = colour('--green');
  const line = Math.max(1, uPlot.pxRatio);
  if (high !== null) u.ctx.fillRect(left, yHigh, width, line);
  if (low !== null) u.ctx.fillRect(left, yLow - line, width, line);
}

// A gap is hatched, so that it is seen without colour too.
function paintGaps(u: uPlot, trend: Trend): void {
  const { left, top, width, height } = u.bbox;
  const ctx = u.ctx;
  for (const gap of gapsOf(trend)) {
    const from = Math.max(left, u.valToPos(gap.from, 'x', true));
    const to = Math.min(left + width, u.valToPos(gap.to, 'x', true));
    if (to <= from) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, top, to - from, height);
    ctx.clip();
    ctx.fillStyle = colour('--grey-tint');
    ctx.fillRect(from, top, to - from, height);
    ctx.strokeStyle = colour('--edge');
    ctx.globalAlpha = 0.45;
    ctx.lineWidth = Math.max(1, uPlot.pxRatio);
    const step = 9 * uPlot.pxRatio;
    for (let x = from - height; x < to; x += step) {
      ctx.moveTo(x, top + height);
      ctx.lineTo(x + height, top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

function options(trend: Trend, lang: Lang, days: number, width: number): uPlot.Options {
  const day = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', days <= 2
    ? { hour: '2-digit', minute: '2-digit', hour12: false }
    : { month: lang === 'zh' ? 'numeric' : 'short', day: 'numeric' });
  const ink = colour('--ink-2');
  const grid = { stroke: colour('--line'), width: 1 };
  const accent = colour('--blue');
  const red = colour('--red');
  return {
    width,
    height: width < 500 ? 220 : 260,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: () => span(trend) } },
    axes: [
      { stroke: ink, font, grid: { show: false }, ticks: grid, space: days <= 2 ? 60 : 52, incrs: days <= 2 ? [3600, 7200, 14400, 21600] : [86400, 172800, 432000, 604800], values: (_u, splits) => splits.map((at) => day.format(new Date(at * 1000))) },
      { stroke: ink, font, grid, ticks: grid, size: 52 },
    ],
    series: [
      {},
      { stroke: accent, width: 2, spanGaps: false, points: { show: true, size: 6, fill: accent, stroke: accent } },
      { stroke: red, paths: () => null, points: { show: true, size: 11, width: 2, fill: colour('--paper'), stroke: red } },
    ],
    hooks: {
      drawClear: [(u) => paintBand(u, trend), (u) => paintGaps(u, trend)],
    },
  };
}

/** Chart draws a trend. It is a picture only: the sentence and the table beside it say the same. */
export function Chart({ trend, lang, days }: { trend: Trend; lang: Lang; days: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const draw = () => new uPlot(options(trend, lang, days, Math.max(240, element.clientWidth)), columns(trend), element);
    let plot = draw();
    // A canvas keeps its colours: when day turns to night it is drawn anew.
    const redraw = () => {
      plot.destroy();
      plot = draw();
    };
    night.addEventListener?.('change', redraw);
    const watch = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: width < 500 ? 220 : 260 });
    });
    watch?.observe(element);
    return () => {
      night.removeEventListener?.('change', redraw);
      watch?.disconnect();
      plot.destroy();
    };
  }, [trend, lang, days]);
  return <div ref={box} className="chart" aria-hidden="true" />;
}

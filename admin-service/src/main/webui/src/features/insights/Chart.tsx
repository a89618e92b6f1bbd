import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { ChartSteps } from './ChartSteps';
import classes from './insights.module.css';
import { shownOf, standingAlone, stepped, type Step } from './series';

/** One line of a chart. */
export interface Line {
  label: string;
  values: (number | null)[];
  /** Name of the variable with its colour. */
  color: string;
  fill?: boolean;
}

/**
 * Lines over real time. What is selected with the pointer is enlarged, a double click shows all of it again, and
 * buttons do it for those without a pointer.
 *
 * @param label what the chart shows, for those who do not see it
 * @param from first and last moment on the axis, in seconds
 */
export function Chart({
  label,
  times,
  lines,
  from,
  to,
  format,
}: {
  label: string;
  times: number[];
  lines: Line[];
  from: number;
  to: number;
  format: (value: number) => string;
}) {
  const at = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const made = useRef<{ chart: uPlot; from: number; to: number } | null>(null);
  const [shown, setShown] = useState<{ min: number; max: number; part: boolean } | null>(null);
  const looks = JSON.stringify(lines.map(({ label, color, fill }) => [label, color, fill]));

  useEffect(() => {
    const box = at.current;
    if (box === null) {
      return;
    }
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--mantine-color-dimmed'),
      grid: { stroke: color('--floe-line'), width: 1 },
      ticks: { show: false },
      font: '12px "Inter Variable", system-ui, sans-serif',
    };
    const chart = new uPlot(
      {
        width: Math.max(200, box.clientWidth),
        height: 240,
        padding: [12, 12, 0, 0],
        scales: {
          x: { time: true, range: (_, min, max) => [min, max] },
          y: { range: (_, __, max) => [0, Math.max(1, (max || 0) * 1.1)] },
        },
        series: [
          { value: (_, v: number | null) => (v === null ? '–' : when(v)) },
          ...lines.map(line => ({
            label: line.label,
            stroke: color(line.color),
            fill: line.fill === true ? color('--floe-wash') : undefined,
            width: 1.5,
            spanGaps: false,
            // A line needs two of them: what stands alone between gaps is a point.
            points: { show: true, size: 4, fill: color(line.color), filter: alone },
            value: (_: uPlot, v: number | null) => (v === null ? '–' : format(v)),
          })),
        ],
        axes: [
          {
            ...axis,
            values: (_: uPlot, ticks: number[], __: number, ___: number, step: number) =>
              ticks.map(tick => tickOf(tick, step)),
          },
          { ...axis, size: 72, values: (_: uPlot, ticks: number[]) => ticks.map(tick => format(tick)) },
        ],
        cursor: { y: false, drag: { x: true, y: false } },
        hooks: {
          setScale: [
            (u, scale) => {
              const { min, max } = u.scales.x ?? {};
              if (scale === 'x' && typeof min === 'number' && typeof max === 'number') {
                const all = made.current;
                setShown({ min, max, part: all !== null && (min !== all.from || max !== all.to) });
              }
            },
          ],
          // A double click asks for all of the data; all of the time is meant.
          init: [
            u =>
              u.over.addEventListener('dblclick', () => {
                const all = made.current;
                if (all !== null) {
                  u.setScale('x', { min: all.from, max: all.to });
                }
              }),
          ],
        },
      },
      [times, ...lines.map(line => line.values)],
      box,
    );
    chart.setScale('x', { min: from, max: to });
    made.current = { chart, from, to };
    const watch = new ResizeObserver(() =>
      chart.setSize({ width: Math.max(200, box.clientWidth), height: 240 }),
    );
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.current = null;
      chart.destroy();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- other data alone is put into the chart that is there
  }, [looks, format, scheme]);

  // Each minute there is fresh data: what is enlarged stays so.
  useEffect(() => {
    const before = made.current;
    if (before !== null) {
      const { chart } = before;
      const { min = null, max = null } = chart.scales.x ?? {};
      made.current = { chart, from, to };
      chart.setData([times, ...lines.map(line => line.values)], false);
      // That draws all of it; to ask for a redraw as well would put back the scale of before.
      chart.setScale('x', shownOf({ min, max }, before, { from, to }));
    }
  }, [times, lines, from, to]);

  function step(by: Step) {
    const chart = made.current?.chart;
    // A chart that nobody has enlarged does not tell what it shows.
    chart?.setScale('x', stepped(shown ?? { min: from, max: to }, { from, to }, by));
  }

  return (
    <>
      <div className={classes.chart} ref={at} role="img" aria-label={label} />
      <ChartSteps of={label} step={step}>
        {shown?.part === true ? `${when(shown.min)} to ${when(shown.max)}` : ''}
      </ChartSteps>
    </>
  );
}

const alone: uPlot.Series.Points.Filter = (chart, series) => standingAlone(chart.data[series] ?? []);

/** A moment on the axis: the day where it begins, else the time, as a clock of 24 hours says it. */
function tickOf(seconds: number, step: number): string {
  const at = new Date(seconds * 1000);
  return step >= 86_400 || (at.getHours() === 0 && at.getMinutes() === 0)
    ? at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function when(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

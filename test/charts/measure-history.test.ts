import { expect, it } from 'vitest';
import { measureHistory } from '../../charts/measure-history.ts';
import { addDays } from '../../model/calendar.ts';

const points = (days: number) =>
  Array.from({ length: days }, (_, at) => ({
    bucket: addDays('2025-01-01', at),
    whole: at < days - 1,
    value: at % 7 === 0 ? null : 40 + (at % 5),
    n: 30,
    ...{ mean: null, low: null, high: null, phase: 0, signal: null, rules: [], note: null },
  }));
const look = {
  per: 'day' as const,
  unit: 'score' as const,
  target: 60,
  marks: [{ on: '2025-03-01', text: '<b>started</b>' }],
  format: String,
  told: () => ['<img src=x onerror=alert(1)>'],
};

interface Drawn {
  series: { data: unknown[]; markLine: { data: { xAxis?: number; yAxis?: number }[] } }[];
  yAxis: { min: number; max: number };
  dataZoom: { startValue: number; endValue: number }[];
  tooltip: { formatter: (items: unknown) => string };
}

it('holds every whole day, its target and its changes, and shows the newest half year first', () => {
  const drawn = measureHistory(points(401), look) as unknown as Drawn;
  expect(drawn.series[0]?.data).toHaveLength(400);
  expect(drawn.series[0]?.markLine.data.map(({ xAxis, yAxis }) => xAxis ?? yAxis)).toEqual([60, 59]);
  expect(drawn.dataZoom[0]).toMatchObject({ startValue: 218, endValue: 399 });
  expect([drawn.yAxis.min <= 40, drawn.yAxis.max >= 60]).toEqual([true, true]);
});

it('leaves a change out that lies before or after all days', () => {
  const marks = ['2024-12-31', '2026-09-01'].map((on) => ({ on, text: 'moved' }));
  const drawn = measureHistory(points(30), { ...look, target: null, marks }) as unknown as Drawn;
  expect(drawn.series[0]?.markLine.data).toEqual([]);
});

it('writes hostile text as text, and draws nothing of nothing', () => {
  const drawn = measureHistory(points(10), look) as unknown as Drawn;
  expect(drawn.tooltip.formatter([{ dataIndex: 1 }])).not.toMatch(/<img/);
  expect((measureHistory([], { ...look, target: null }) as unknown as Drawn).series[0]?.data).toEqual([]);
});

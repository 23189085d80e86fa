import type { ECharts } from 'echarts/core';
import type { Attachment } from 'svelte/attachments';
import type { ChartOption } from '$charts/option.ts';

/**
 * Draws an ECharts option into an element: `{@attach echart(() => weekly(rows))}`. The library comes with the first
 * chart that is shown, never with the page. Draws as SVG, so colours can be custom properties and follow the theme.
 */
export function echart(option: () => ChartOption): Attachment<HTMLElement> {
  return (element) => {
    let gone = false;
    let chart: ECharts | null = null;
    const resize = new ResizeObserver(() => chart?.resize());
    void import('./echart-core.ts').then(({ init }) => {
      if (gone) return;
      chart = init(element, null, { renderer: 'svg' });
      chart.setOption(latest, true);
      resize.observe(element);
    });
    let latest = option();
    $effect(() => {
      latest = option();
      chart?.setOption(latest, true);
    });
    return () => {
      gone = true;
      resize.disconnect();
      chart?.dispose();
    };
  };
}

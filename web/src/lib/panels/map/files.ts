import type { MapDrawing, Metric, Visible } from '$charts/process-map/shapes.ts';
import { edgeKey } from '$charts/process-map/graph.ts';
import { comparedColumns } from '$lib/compare/columns.ts';
import type { Sides } from '$lib/compare/sides.ts';
import { downloadBlob, downloadText } from '$lib/ui/download.ts';
import { svgFileWithFont, svgToPng } from '$lib/ui/svg-file.ts';
import { tableToCsv } from '$lib/ui/table.ts';
import type { ProcessSummary } from '$model/process.ts';
import type { Scope } from '$model/scope.ts';
import type { Figures } from './rows.ts';
import { mapFoot } from './foot.ts';
import { forFile, handOverColumns } from './tables.ts';
import { ofWhich } from '$lib/scope/words.ts';
import { ofWhichShort } from './words.ts';

/** What a map is made into a file of: exactly what is seen. */
export interface Seen {
  process: ProcessSummary;
  svg: SVGSVGElement | undefined;
  drawing: MapDrawing;
  visible: Visible;
  metric: Metric;
  figures: Figures;
  scope: Scope;
  /** What is compared. */
  sides: Sides | null;
  /** One line for those who can't see the picture. */
  title: string;
}

/** The files a map can be had as now. */
export function mapFiles(seen: Seen): { name: string; make: () => void | Promise<void> }[] {
  const { process, svg, drawing, visible, metric, figures, scope, sides, title } = seen;
  const csv = () => {
    if (figures.compared && sides) {
      const gaps = figures.compared.filter((row) => row.kind === 'hand-over');
      downloadText(`${process.id}-hand-overs-compared.csv`, tableToCsv(gaps, comparedColumns(sides)), 'text/csv');
      return;
    }
    const drawn = new Set(drawing.edges.map(({ key }) => key));
    const columns = handOverColumns(
      process.words,
      (row) => row.to !== null && drawn.has(edgeKey(row.from, row.to)),
      metric === 'satisfaction',
    );
    downloadText(`${process.id}-hand-overs.csv`, tableToCsv(figures.edges, forFile(columns)), 'text/csv');
  };
  const table = { name: 'Hand-overs, CSV', make: csv };
  if (!svg) return [table];
  const about = `${process.name}, ${sides ? sides.sentence.replace(/\.$/, '') : ofWhichShort(scope)}`;
  const named = `${process.name}, ${ofWhich(scope, process.words)}. ${title}`;
  const picture = () =>
    svgFileWithFont(svg, { title: named, foot: mapFoot(drawing, visible, metric, process.words, svg.width.baseVal.value, about) });
  return [
    {
      name: 'Picture, SVG',
      make: async () => downloadBlob(`${process.id}-map.svg`, new Blob([await picture()], { type: 'image/svg+xml' })),
    },
    { name: 'Picture, PNG', make: async () => downloadBlob(`${process.id}-map.png`, await svgToPng(await picture())) },
    table,
  ];
}

const circle = (x: number, y: number, r: number) =>
  `M${String(x - r)} ${String(y)}a${String(r)} ${String(r)} 0 1 0 ${String(2 * r)} 0a${String(r)} ${String(r)} 0 1 0 ${String(-2 * r)} 0`;

/** The drawings of all icons on a field of 16 x 16, as stroked paths (design/src/lib.mjs). */
export const ICONS = {
  overview: 'M1.5 5.5h3v5h-3zM6 5.5h6v5H6zM13.5 5.5h1v5h-1zM1 13.5h14',
  data: 'M2.5 3.7a5.5 2.2 0 1 0 11 0a5.5 2.2 0 1 0-11 0M2.5 3.7v8.6c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2V3.7M2.5 8c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2',
  services: 'M2 2.5h5v5H2zM9 2.5h5v5H9zM2 9.5h5v4H2zM9 9.5h5v4H9z',
  calendar: 'M2 3.5h12V14H2zM2 6.5h12M5 1.8v3M11 1.8v3',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
  'chevron-right': 'M6 3.5L10.5 8 6 12.5',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  arrow: 'M2 8h11M9.5 4.5L13 8l-3.5 3.5',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  warning: 'M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.7v.1',
  filter: 'M2 3.5h12M4.5 8h7M6.5 12.5h3',
  search: `${circle(7, 7, 4.5)}M10.5 10.5L14 14`,
  file: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3',
  link: 'M6.5 9.5l3-3M7 4.5l1.2-1.2a2.7 2.7 0 013.9 3.9L10.8 8.5M9 11.5l-1.2 1.2a2.7 2.7 0 01-3.9-3.9L5.2 7.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  undo: 'M3 6.5h7a3.5 3.5 0 010 7H6M5.7 3.5L2.7 6.5l3 3',
  download: 'M8 2v9M4.5 8L8 11.5 11.5 8M2.5 14h11',
  upload: 'M8 11V2M4.5 5L8 1.5 11.5 5M2.5 14h11',
  clock: `${circle(8, 8, 6)}M8 4.5V8l2.5 1.5`,
  settings: `M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7${circle(10.5, 4.5, 1.5)}${circle(5.5, 11.5, 1.5)}`,
  info: `${circle(8, 8, 6)}M8 7.3v3.5M8 5.1v.1`,
  refresh: 'M13.5 8a5.5 5.5 0 11-1.7-4M13.5 1.8v2.7h-2.7',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5',
  sun: `${circle(8, 8, 3)}M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1`,
  moon: 'M13.5 9.8A6 6 0 016.2 2.5a6 6 0 107.3 7.3z',
  screen: 'M1.5 2.5h13v8.5h-13zM5.5 14h5M8 11v3',
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6.5 3v10',
} as const;

export type IconName = keyof typeof ICONS;

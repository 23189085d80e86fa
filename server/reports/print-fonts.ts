import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';

const WEIGHTS = { 400: '400Regular', 500: '500Medium', 600: '600SemiBold', 700: '700Bold' } as const;

const fontFile = (folder: string, name: string, weight: keyof typeof WEIGHTS): Buffer =>
  readFileSync(join(packageRoot, 'node_modules', '@expo-google-fonts', folder, WEIGHTS[weight], `${name}_${WEIGHTS[weight]}.ttf`));

/** The font of every letter. */
export const ownFonts = (): Buffer[] =>
  ([400, 500, 600, 700] as const).map((weight) => fontFile('instrument-sans', 'InstrumentSans', weight));

/** For what it can't write: other alphabets, Hebrew, Arabic, emoji. Some 5 MB, read only for letters that need them. */
export const otherFonts = (): Buffer[] => [
  ...([400, 600, 700] as const).map((weight) => fontFile('noto-sans', 'NotoSans', weight)),
  ...([400, 700] as const).map((weight) => fontFile('noto-sans-hebrew', 'NotoSansHebrew', weight)),
  ...([400, 700] as const).map((weight) => fontFile('noto-sans-arabic', 'NotoSansArabic', weight)),
  fontFile('noto-emoji', 'NotoEmoji', 400),
];

/** What Instrument Sans can write: Latin with its marks, punctuation, arrows, the minus. */
const OWN = /^[\u0020-\u024f\u02b0-\u036f\u1e00-\u1eff\u2000-\u2044\u20ac\u2122\u2190-\u2199\u2212\s]*$/u;

export const needsOthers = (text: string): boolean => !OWN.test(text);

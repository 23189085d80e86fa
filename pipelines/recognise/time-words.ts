import { isZone } from '../../model/calendar.ts';

const list = (text: string) => text.split(' ');

/**
 * Names of months, lower case and without accents, in English, German, French, Dutch, Spanish, Italian, Portuguese,
 * Swedish, Polish and Russian. No word means two months.
 */
export const MONTH_WORDS: readonly (readonly string[])[] = [
  list('jan januar january janvier janv januari enero ene gennaio gen janeiro stycznia styczen sty января янв январь'),
  list('feb februar february fevrier fevr fev februari febrero febbraio fevereiro lutego luty lut февраля фев февраль'),
  list('mar marz mrz march mars maart mrt marzo marco marca marzec марта мар март'),
  list('apr april avril avr abril abr aprile kwietnia kwiecien kwi апреля апр апрель'),
  list('may mai mei mayo maggio mag maio maj maja мая май'),
  list('jun juni june juin junio giugno giu junho czerwca czerwiec cze июня июн июнь'),
  list('jul juli july juillet juil julio luglio lug julho lipca lipiec lip июля июл июль'),
  list('aug august aout augustus agosto ago augusti sierpnia sierpien sie августа авг август'),
  list('sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien wrz сентября сен сентябрь'),
  list('oct okt october oktober octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz октября окт октябрь'),
  list('nov november novembre noviembre novembro listopada listopad lis ноября ноя ноябрь'),
  list('dec dez december dezember decembre diciembre dic dicembre dezembro grudnia grudzien gru декабря дек декабрь'),
];

const WEEKDAYS = new Set(
  list(
    'mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche ma wo za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta mandag tisdag onsdag torsdag fredag lordag sondag mon tue wed thu fri sat sun',
  ),
);

/** Lower case, without accents: as the engine's `strip_accents(lower(text))`. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');

const MONTHS = new Set(MONTH_WORDS.flat().map(plain));
export const isMonthWord = (word: string): boolean => MONTHS.has(plain(word));
export const isWeekday = (word: string): boolean => WEEKDAYS.has(plain(word));

/** Abbreviations of zones that mean one offset from UTC wherever they are written, in minutes. */
const ABBREVIATIONS: Record<string, number> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EDT: -240,
  CDT: -300,
  MDT: -360,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  NZST: 720,
  NZDT: 780,
  AEST: 600,
  AEDT: 660,
  ACST: 570,
  AWST: 480,
  JST: 540,
  KST: 540,
  HKT: 480,
  SGT: 480,
  SAST: 120,
  BRT: -180,
};

/** Abbreviations that people of different countries read differently, and what they may mean. */
const UNCLEAR: Record<string, string> = {
  EST: 'Eastern time of North America (UTC−5) or of Australia (UTC+10)',
  CST: 'Central time of North America (UTC−6) or China (UTC+8)',
  MST: 'Mountain time of North America (UTC−7) or Malaysia (UTC+8)',
  PST: 'Pacific time of North America (UTC−8) or the Philippines (UTC+8)',
  BST: 'British summer time (UTC+1) or Bangladesh (UTC+6)',
  IST: 'India (UTC+5:30), Ireland in summer (UTC+1) or Israel (UTC+2)',
  AST: 'the Atlantic (UTC−4) or Arabia (UTC+3)',
  ADT: 'the Atlantic (UTC−3) or Arabia (UTC+4)',
  SST: 'Samoa (UTC−11) or Singapore (UTC+8)',
  GST: 'the Gulf (UTC+4) or South Georgia (UTC−2)',
};

/** What a word after a time says of its zone. */
export type ZoneWord =
  | { readonly kind: 'offset'; readonly minutes: number }
  | { readonly kind: 'zone'; readonly zone: string }
  /** Nobody can tell: read as a time of the file's own zone, and said. */
  | { readonly kind: 'unclear'; readonly meanings: string };

/** Reads ` CET`, ` Europe/Dublin`, ` (UTC+1)`, `[Europe/Berlin]`; null for a word that names no zone. */
export function zoneWord(written: string): ZoneWord | null {
  const word = written.trim().replace(/^[([](.*)[)\]]$/, '$1');
  const offset = /^(?:UTC|GMT) ?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(word);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes > 14 * 60 ? null : { kind: 'offset', minutes: offset[1] === '-' ? -minutes : minutes };
  }
  if (/^[A-Z]{1,5}$/.test(word)) {
    const minutes = ABBREVIATIONS[word];
    if (minutes !== undefined) return { kind: 'offset', minutes };
    const meanings = UNCLEAR[word];
    return meanings === undefined ? null : { kind: 'unclear', meanings };
  }
  return /^[A-Z][A-Za-z_]+\/[A-Za-z_+\-/0-9]+$/.test(word) && isZone(word) ? { kind: 'zone', zone: word } : null;
}

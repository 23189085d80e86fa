// Large files of formats other than CSV, written the same way every time and with little memory.
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { crc32, createDeflateRaw } from 'node:zlib';

const ACTIVITIES = ['Register', 'Triage', 'Assess', 'Order tests', 'Read results', 'Treat', 'Observe', 'Discharge', 'Bill', 'Close'];
const FIRST = Date.UTC(2026, 0, 1, 8);
const CHUNK = 1 << 20;

const when = (at: number, step: number) => FIRST + at * 45_000 + step * 1_260_000 + (at % 13) * 1000;
const person = (at: number, step: number) => `Person ${(at * 7 + step * 3) % 200}`;

async function drained(out: WriteStream, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
}

/** An event log in XES of at least this many bytes: ten events a case, six attributes an event. Answers its events. */
export async function writeBigXes(path: string, bytes: number): Promise<number> {
  const out = createWriteStream(path, { highWaterMark: CHUNK });
  let text =
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">\n<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n<classifier name="Activity" keys="concept:name"/>\n';
  let written = 0;
  let events = 0;
  for (let at = 0; written < bytes; at += 1) {
    text += `<trace>\n\t<string key="concept:name" value="C-${at}"/>\n\t<string key="kind" value="${at % 3 === 0 ? 'walk-in' : 'by post'}"/>\n`;
    for (const [step, activity] of ACTIVITIES.entries()) {
      events += 1;
      text += `\t<event>\n\t\t<string key="concept:name" value="${activity}"/>\n\t\t<date key="time:timestamp" value="${new Date(when(at, step)).toISOString().replace('Z', '+00:00')}"/>\n\t\t<string key="lifecycle:transition" value="complete"/>\n\t\t<string key="org:resource" value="${person(at, step)}"/>\n\t\t<float key="cost:total" value="${(at % 900) + step / 4}"/>\n\t\t<int key="priority" value="${at % 5}"/>\n\t</event>\n`;
    }
    text += '</trace>\n';
    if (text.length < CHUNK) continue;
    written += text.length;
    await drained(out, text);
    text = '';
  }
  out.end(`${text}</log>\n`);
  await once(out, 'finish');
  return events;
}

const DAY = 86_400_000;
/** Days since the first of a spreadsheet, as a cell keeps a time. */
const serial = (ms: number) => ((ms - Date.UTC(1899, 11, 30)) / DAY).toFixed(9);

/** A workbook of one sheet with this many events, its texts shared as spreadsheet programs write them. */
export async function writeBigWorkbook(path: string, rows: number): Promise<void> {
  const shared = new Map<string, number>();
  const text = (value: string) => {
    const known = shared.get(value) ?? shared.size;
    shared.set(value, known);
    return `t="s"><v>${known}</v></c>`;
  };
  const line = (row: number, cells: readonly string[]) =>
    `<row r="${row}">${cells.map((cell, at) => `<c r="${String.fromCharCode(65 + at)}${row}" ${cell}`).join('')}</row>`;
  const out = createWriteStream(path, { highWaterMark: CHUNK });
  const archive = new ArchiveWriter(out);
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  await archive.add('xl/worksheets/sheet1.xml', function* () {
    yield `<?xml version="1.0" encoding="UTF-8"?><worksheet ${main}><sheetData>`;
    let piece = line(1, ['case', 'activity', 'start', 'end', 'resource', 'cost', 'priority'].map(text));
    for (let at = 0; at < rows; at += 1) {
      const of = Math.floor(at / ACTIVITIES.length);
      const step = at % ACTIVITIES.length;
      const start = when(of, step);
      piece += line(at + 2, [
        text(`C-${of}`),
        text(ACTIVITIES[step] ?? ''),
        `s="1"><v>${serial(start)}</v></c>`,
        `s="1"><v>${serial(start + 600_000)}</v></c>`,
        text(person(of, step)),
        `><v>${(of % 900) + step / 4}</v></c>`,
        `><v>${of % 5}</v></c>`,
      ]);
      if (piece.length < CHUNK) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}</sheetData></worksheet>`;
  });
  await archive.add('xl/sharedStrings.xml', function* () {
    yield `<?xml version="1.0" encoding="UTF-8"?><sst ${main} uniqueCount="${shared.size}">`;
    for (const value of shared.keys()) yield `<si><t>${value}</t></si>`;
    yield '</sst>';
  });
  const document = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (targets: readonly (readonly [string, string])[]) =>
    `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${document}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  const parts: Record<string, string> = {
    'xl/styles.xml': `<?xml version="1.0" encoding="UTF-8"?><styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook ${main} xmlns:r="${document}"><sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    '[Content_Types].xml':
      '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  };
  for (const [name, content] of Object.entries(parts)) await archive.add(name, () => [content]);
  await archive.end();
}

/** A ZIP archive written as a stream: sizes stand behind each part and in the directory. */
class ArchiveWriter {
  readonly #out: WriteStream;
  readonly #directory: Buffer[] = [];
  #offset = 0;

  constructor(out: WriteStream) {
    this.#out = out;
  }

  async add(name: string, pieces: () => Iterable<string>): Promise<void> {
    const label = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x808, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(label.length, 26);
    const start = this.#offset;
    await this.#write(Buffer.concat([head, label]));
    const deflate = createDeflateRaw({ level: 1 });
    let packed = 0;
    const reading = (async () => {
      for await (const piece of deflate) {
        packed += (piece as Buffer).length;
        await this.#write(piece as Buffer);
      }
    })();
    let crc = 0;
    let bytes = 0;
    for (const piece of pieces()) {
      const buffer = Buffer.from(piece);
      crc = crc32(buffer, crc);
      bytes += buffer.length;
      if (!deflate.write(buffer)) await once(deflate, 'drain');
    }
    deflate.end();
    await reading;
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc, 0);
    sizes.writeUInt32LE(packed, 4);
    sizes.writeUInt32LE(bytes, 8);
    await this.#write(Buffer.concat([Buffer.from([0x50, 0x4b, 7, 8]), sizes]));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 14);
    sizes.copy(entry, 16);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(start, 42);
    this.#directory.push(Buffer.concat([entry, label]));
  }

  async end(): Promise<void> {
    const directory = Buffer.concat(this.#directory);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#directory.length, 8);
    end.writeUInt16LE(this.#directory.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(this.#offset, 16);
    await this.#write(Buffer.concat([directory, end]));
    this.#out.end();
    await once(this.#out, 'finish');
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#offset += bytes.length;
    if (!this.#out.write(bytes)) await once(this.#out, 'drain');
  }
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deskBlueprint } from './desk-blueprint.ts';
import { deskFeedback } from './desk-feedback.ts';
import { DESK } from './desk-model.ts';
import { simulateDesk } from './desk.ts';
import { edBlueprint } from './ed-blueprint.ts';
import { edFeedback } from './ed-feedback.ts';
import { ED } from './ed-model.ts';
import { simulateEd } from './ed.ts';
import { blueprintYaml, eventsCsv, feedbackCsv } from './files.ts';
import { localTime } from './local-time.ts';
import { gzip } from './record.ts';
import { SAMPLE_SEED, sampleFolder } from './samples.ts';
import { deskTruth, edTruth } from './truth.ts';

/** The files of both services by name, as text: the same for the same seed and number of weeks. */
export function generateSamples({ seed = SAMPLE_SEED, weeks = ED.weeks }: { seed?: number; weeks?: number } = {}): Map<string, string> {
  const ed = simulateEd(seed, weeks);
  const edAnswers = edFeedback(ed, seed);
  const edLocal = localTime(ED.zone);
  const desk = simulateDesk(seed, weeks);
  const deskAnswers = deskFeedback(desk, seed);
  const deskLocal = localTime(DESK.zone);
  const truth = { seed, weeks, ed: edTruth(ed, edAnswers), desk: deskTruth(desk, deskAnswers) };
  return new Map([
    [
      'ed-events.csv',
      eventsCsv(
        ed,
        { case: 'Visit', arrived: 'Arrived', attributes: ['Priority', 'Arrival mode', 'Age group'], moments: 'start and end' },
        edLocal,
      ),
    ],
    ['ed-feedback.csv', feedbackCsv(edAnswers, { case: 'Visit', instrument: 'csat', stages: true }, edLocal)],
    ['ed-blueprint.yaml', blueprintYaml(edBlueprint, 'Emergency department')],
    [
      'desk-events.csv',
      eventsCsv(
        desk,
        { case: 'Request', attributes: ['Category', 'Building', 'Channel', 'Urgency', 'Charged', 'Amount'], moments: 'end' },
        deskLocal,
      ),
    ],
    ['desk-feedback.csv', feedbackCsv(deskAnswers, { case: 'Request', instrument: 'nps', stages: false }, deskLocal)],
    ['desk-blueprint.yaml', blueprintYaml(deskBlueprint, 'Facilities service desk')],
    ['truth.json', `${JSON.stringify(truth, null, 2)}\n`],
  ]);
}

/** Writes the files into a folder, CSV compressed. */
export function writeSamples(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) {
    if (name.endsWith('.csv')) writeFileSync(join(folder, `${name}.gz`), gzip(text));
    else writeFileSync(join(folder, name), text);
  }
}

// run by itself (`npm run samples`), not when a test imports it
const started = process.argv[1];
if (started !== undefined && import.meta.url === pathToFileURL(started).href) {
  writeSamples(sampleFolder, generateSamples());
}

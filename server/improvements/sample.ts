import type { SampleDeed, SampleImprovement } from '../../sample-data/sample-improvement.ts';
import type { Throughline } from '../throughline.ts';
import { draft } from './draft.ts';
import { judge } from './judge.ts';
import type { Who } from './cycle.ts';
import { startImprovement } from './decide.ts';
import { makeImprovement } from './keep.ts';
import { addLink, addNote, addTask, changeTask, vote } from './parts.ts';

/**
 * Writes the improvements that come with a sample, each deed at its own time. Their figures are drafted from the data just loaded. Does
 * nothing where the service has ever had one, so that what a person removed stays away.
 */
export async function loadSampleImprovements(house: Throughline, process: string, all: readonly SampleImprovement[]): Promise<void> {
  if (house.store.improvements.hasAny(process)) return;
  for (const one of all) {
    const who: Who = { by: one.by, now: new Date(one.madeAt) };
    const { problem, source, plan, links } = await draft(house, process, one.draft);
    const { id } = await makeImprovement(
      house,
      process,
      { problem, source, ...one.content, hypothesis: one.hypothesis, prediction: one.prediction, ...(one.plan && plan ? { plan } : {}) },
      who,
    );
    for (const link of links) addLink([house, process, id], link, who);
    for (const deed of one.deeds) play(house, process, id, deed, { by: deed.by ?? one.by, now: new Date(deed.at) });
    house.live.improvementsChanged(process);
    await judge(house, process, id, house.now());
  }
}

function play(house: Throughline, process: string, id: string, deed: SampleDeed, who: Who): void {
  const place = [house, process, id] as const;
  const { revision, tasks } = house.store.improvements.get(process, id);
  switch (deed.do) {
    case 'task':
      addTask(place, deed, who);
      return;
    case 'done': {
      const task = tasks.find(({ title }) => title === deed.title);
      if (task) changeTask(place, task.id, { revision, done: true }, who);
      return;
    }
    case 'start':
      startImprovement(house, process, id, { revision, madeOn: deed.madeOn }, who);
      return;
    case 'note':
      addNote(place, deed, who);
      return;
    case 'vote':
      vote(place, deed.voter, who);
      return;
    case 'link':
      addLink(place, { words: deed.words, address: `/${process}/improvements/${deed.improvement}` }, who);
  }
}

import type { IconName } from '$lib/ui/icons.ts';
import type { FileState } from './desk.svelte.ts';

/** How a file stands among several, in a word. */
export const FILE_STATES: Readonly<Record<FileState, { word: string; icon: IconName; look: 'outline' | 'worse' | '' }>> = {
  sending: { word: 'Sending', icon: 'upload', look: 'outline' },
  checking: { word: 'Checking', icon: 'clock', look: 'outline' },
  decide: { word: 'Needs a decision', icon: 'warning', look: 'worse' },
  ready: { word: 'Ready', icon: 'check', look: '' },
  importing: { word: 'Importing', icon: 'clock', look: 'outline' },
  imported: { word: 'Imported', icon: 'check', look: '' },
  failed: { word: 'Stopped', icon: 'warning', look: 'worse' },
};

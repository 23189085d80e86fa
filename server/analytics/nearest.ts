const MOST_LISTED = 20;
const MOST_NEAR = 5;

/**
 * The names a person may have meant, the nearest in spelling first, as a sentence: all of them while they are few, else
 * the nearest alone. `what` begins the sentence that lists them all: “It has A, B.”
 */
export function offer(wrong: string, names: readonly string[], what: string): string {
  const near = nearest(wrong, names);
  return names.length <= MOST_LISTED ? `${what} ${near.join(', ')}.` : `The nearest are ${near.slice(0, MOST_NEAR).join(', ')}.`;
}

function nearest(wrong: string, names: readonly string[]): string[] {
  const word = plain(wrong);
  const far = (name: string) => (plain(name).includes(word) && word !== '' ? 0 : distance(word, plain(name)));
  return names
    .map((name) => ({ name, far: far(name) }))
    .sort((a, b) => a.far - b.far || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

// names are compared by their beginnings: a name may be as long as a page
const plain = (name: string) => name.trim().toLowerCase().slice(0, 80);

/** How many letters have to be put in, left out or changed. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const changed = (above[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}

/** On which side of its button a panel has room. */
export function sideOf(element: HTMLElement): 'start' | 'end' {
  const { left, right } = element.getBoundingClientRect();
  return (left + right) / 2 > window.innerWidth / 2 ? 'end' : 'start';
}

/** Puts the focus where a person types or chooses first in an open panel. */
export function focusFirst(root: HTMLElement): void {
  const panel = root.querySelector<HTMLElement>('.panel');
  for (const place of ['input:not([type="checkbox"])', '.segments button', 'button']) {
    const found = panel?.querySelector<HTMLElement>(place);
    if (found) return found.focus();
  }
}

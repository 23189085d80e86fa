/**
 * A drawing of the page as an SVG file of its own: the custom properties it is coloured with are written out, and
 * the page's font is named.
 */
export function svgFile(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const styles = getComputedStyle(drawing);
  const plain = (text: string) => text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => styles.getPropertyValue(name).trim() || 'none');
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (name === 'class') element.removeAttribute(name);
      else if (value.includes('var(')) element.setAttribute(name, plain(value));
    }
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', '"Instrument Sans Variable", "Instrument Sans", system-ui, sans-serif');
  return new XMLSerializer().serializeToString(copy);
}

import { assuranceSvg, logoSvg, variationSvg } from '../../charts/letter/badges.ts';
import type { Drawing } from '../../charts/letter/svg.ts';
import type { SectionOf } from '../../model/letter.ts';
import { attribute, markup, Html } from './mail-html.ts';

/** A picture of a mail: the drawing, and what it shows in words for those who don't see it. */
export interface MailPicture {
  /** Named in the HTML as `cid:…`; small letters, digits and hyphens. */
  readonly cid: string;
  readonly svg: string;
  /** As printed, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** A drawing on white: a mail program that turns the page dark leaves pictures as they are. */
const onWhite = (svg: string): string => svg.replace(/^(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');

/** The pictures of one mail, each of them once. */
export class Pictures {
  readonly #all = new Map<string, MailPicture>();

  get all(): MailPicture[] {
    return [...this.#all.values()];
  }

  /** The tag of a drawing. `wide`: as wide as the page of a telephone at most. */
  put(cid: string, { svg, width, height }: Drawing, alt: string, { wide = false } = {}): Html {
    const size = { width: Math.round(width), height: Math.round(height) };
    this.#all.set(cid, { cid, svg: onWhite(svg), ...size, alt });
    const fit = wide ? `width:100%;max-width:${size.width}px;height:auto;` : '';
    return markup`<img src="cid:${new Html(cid)}" width="${size.width}" height="${size.height}" alt="${attribute(alt)}" border="0" style="${new Html(fit)}border:0;background-color:#ffffff;font-size:12px;line-height:16px;color:#636D6A;vertical-align:middle" />`;
  }

  logo(): Html {
    return this.put('logo', logoSvg(18), '');
  }

  /** The badges of a measure: what it does, and whether it will meet its target; the words of both stand beside them. */
  badges(row: SectionOf<'measures'>['rows'][number]): Html[] {
    const { variation, direction, assurance } = row;
    const variant = variationSvg(row, 18);
    const assured = assuranceSvg(row, 18);
    return [
      ...(variant ? [this.put(`signal-${String(variation)}-${direction ?? 'none'}`, variant, '')] : []),
      ...(assured ? [this.put(`target-${String(assurance)}`, assured, '')] : []),
    ];
  }
}

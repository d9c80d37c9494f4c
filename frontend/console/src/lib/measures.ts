/** How long a text is, in the unit that a network counts in. The server counts the same way (inbox/measures.py); one file of vectors holds both. */
export type Unit = 'codepoints' | 'utf16' | 'graphemes' | 'utf8_bytes' | 'gsm_segments' | 'x_weighted';

// 3GPP TS 23.038, 6.2.1: the default alphabet, and what takes two septets by an escape.
const GSM = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const ESCAPED = new Set('\f^{}\\[~]|€');
// twitter-text, config/v3.json: characters of these ranges weigh 1, all others and every emoji 2, every link 23.
const LIGHT = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const;
const LINK = 23;
const links = /(?:https?:\/\/|(?<![\w@.\-/]))(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+\p{L}{2,}(?:[/?#:]\S*)?/giu;
const emoji = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji}\u20E3/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), (part) => part.segment);

function gsmSegments(text: string): number {
  const characters = [...text];
  const plain = characters.every((c) => GSM.has(c) || ESCAPED.has(c));
  const sizes = characters.map((c) => (plain ? (ESCAPED.has(c) ? 2 : 1) : c.length));
  const [alone, joined] = plain ? [160, 153] : [70, 67];
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return text ? 1 : 0;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}

const light = (character: string): number => (LIGHT.some(([low, high]) => low <= character.codePointAt(0)! && character.codePointAt(0)! <= high) ? 1 : 2);
const weight = (text: string): number => graphemes(text).reduce((sum, cluster) => sum + (emoji.test(cluster) ? 2 : [...cluster].reduce((s, c) => s + light(c), 0)), 0);

/** A bare host counts as a link, and for its length where that is more: which of them X links depends on its list of domains. */
function xWeighted(said: string): number {
  const text = said.normalize('NFC');
  let total = 0;
  let end = 0;
  for (const match of text.matchAll(links)) {
    total += weight(text.slice(end, match.index));
    total += /^https?:/i.test(match[0]) ? LINK : Math.max(LINK, weight(match[0]));
    end = match.index + match[0].length;
  }
  return total + weight(text.slice(end));
}

const UNITS: Record<Unit, (text: string) => number> = {
  codepoints: (text) => [...text].length,
  utf16: (text) => text.length,
  graphemes: (text) => graphemes(text).length,
  utf8_bytes: (text) => new TextEncoder().encode(text).length,
  gsm_segments: gsmSegments,
  x_weighted: xWeighted,
};
export const measure = (text: string, unit: Unit): number => UNITS[unit](text);
export const isUnit = (name: unknown): name is Unit => typeof name === 'string' && name in UNITS;

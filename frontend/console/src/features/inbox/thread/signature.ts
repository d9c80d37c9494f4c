const LONGEST = 1000; // characters: what is longer is no signature
const MARK = /(?:^|\n)--[ \u00a0]?\r?\n/g;

/** Something stands below the dashes, and not too much. */
export const fits = (signature: string): boolean => signature.replace('--', '').trim() !== '' && signature.length <= LONGEST;

/** Plain words, parted where their signature begins: at a line that says "-- " and no more (RFC 3676, section 4.3). */
export function parted(text: string): [words: string, signature: string] {
  const at = [...text.matchAll(MARK)].at(-1)?.index ?? 0;
  return at > 0 && text.slice(0, at).trim() && fits(text.slice(at)) ? [text.slice(0, at).trimEnd(), text.slice(at).trim()] : [text, ''];
}

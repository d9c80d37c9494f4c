import type { ReactNode } from 'react';

const LINK = /https?:\/\/[^\s<>"'`]+/g;
const END = /[.,;:!?)\]}»”’]+$/;
const found = (text: string): { at: number; url: string }[] => [...text.matchAll(LINK)].map((match) => ({ at: match.index, url: match[0].replace(END, '') })).filter(({ url }) => /^https?:\/\/[^/]/.test(url));

/** The web addresses in plain words, each once. */
export const linksIn = (text: string): string[] => [...new Set(found(text).map(({ url }) => url))];

/** Plain words in which web addresses can be followed. Following one tells its owner nothing of us. */
export function Words({ text }: { text: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const { at, url } of found(text)) {
    parts.push(
      text.slice(end, at),
      <a key={at} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {url}
      </a>,
    );
    end = at + url.length;
  }
  return [...parts, text.slice(end)];
}

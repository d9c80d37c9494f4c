import { memo } from 'react';

import s from './Avatar.module.css';
import { networkOf } from './networks';

const hue = (name: string): number => [...name].reduce((h, c) => (h * 31 + c.codePointAt(0)!) % 360, 0);

export function initials(name: string): string {
  const words = name.replace(/[<>()"'@._+-]+/g, ' ').trim().split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0]!.toUpperCase()).join('') || '?';
}

/** Plain markup, no library component: lists draw it hundreds of times a second while they scroll. */
export const Avatar = memo(function Avatar({ name, network, size = 32 }: { name: string; network?: string; size?: number }) {
  const badge = network === undefined ? null : networkOf(network);
  return (
    <span className={s.avatar} style={{ ['--hue' as string]: hue(name), inlineSize: size, blockSize: size, fontSize: size * 0.36 }} aria-hidden>
      {initials(name)}
      {badge && (
        <span className={s.badge} style={{ background: badge.color }}>
          <badge.Icon size={11} stroke={2.1} color="#fff" />
        </span>
      )}
    </span>
  );
});

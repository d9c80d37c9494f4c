import type { CSSProperties } from 'react';

import type { LabelColour } from '../../../api/generated/types.gen';
import s from './Labels.module.css';

const SHADES: Record<LabelColour, string> = { grey: '#64748b', red: '#dc2626', orange: '#ea580c', yellow: '#ca8a04', green: '#16a34a', teal: '#0d9488', blue: '#2563eb', indigo: '#4f46e5', violet: '#7c3aed', pink: '#db2777' };
export const COLOURS = Object.keys(SHADES) as LabelColour[];
export const shade = (colour: LabelColour): CSSProperties => ({ '--colour': SHADES[colour] }) as CSSProperties;

/** A label as it stands on tickets. */
export function LabelMark({ name, colour }: { name: string; colour: LabelColour }) {
  return (
    <span className={s.label} style={shade(colour)} dir="auto">
      {name}
    </span>
  );
}

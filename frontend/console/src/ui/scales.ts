/** How answers to a survey look and read, worst first. */
import { t } from '@lingui/core/macro';
import type { Scale } from '../api/attention';

export const SIGNS: Record<Scale, Record<number, string>> = {
  thumbs: { 1: '👎', 5: '👍' },
  faces: { 1: '😞', 2: '😕', 3: '😐', 4: '😊', 5: '😄' },
  stars: { 1: '★☆☆☆☆', 2: '★★☆☆☆', 3: '★★★☆☆', 4: '★★★★☆', 5: '★★★★★' },
};
const WORDS: Record<number, string> = { get 1() { return t`Very bad`; }, get 2() { return t`Bad`; }, get 3() { return t`Neither`; }, get 4() { return t`Good`; }, get 5() { return t`Very good`; } };
export const said = (scale: Scale, score: number): string => (scale === 'thumbs' ? (score === 5 ? t`Good` : t`Not good`) : scale === 'stars' ? t`${score} of 5 stars` : (WORDS[score] ?? String(score)));

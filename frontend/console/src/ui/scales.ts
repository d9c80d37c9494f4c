/** How answers to a survey look and read, worst first. */
import type { Scale } from '../api/attention';

export const SIGNS: Record<Scale, Record<number, string>> = {
  thumbs: { 1: '👎', 5: '👍' },
  faces: { 1: '😞', 2: '😕', 3: '😐', 4: '😊', 5: '😄' },
  stars: { 1: '★☆☆☆☆', 2: '★★☆☆☆', 3: '★★★☆☆', 4: '★★★★☆', 5: '★★★★★' },
};
const WORDS: Record<number, string> = { 1: 'Very bad', 2: 'Bad', 3: 'Neither', 4: 'Good', 5: 'Very good' };
export const said = (scale: Scale, score: number): string => (scale === 'thumbs' ? (score === 5 ? 'Good' : 'Not good') : scale === 'stars' ? `${score} of 5 stars` : (WORDS[score] ?? String(score)));

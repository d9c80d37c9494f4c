/** Short sounds, made here: no file, no other host. Browsers keep them silent until the page was touched once. */
interface Sound {
  /** Hertz, one after the other. */
  pitches: readonly number[];
  /** Seconds from one to the next, and how long each rings. */
  step: number;
  length: number;
  loud: number;
}
export const SOUNDS = {
  told: { pitches: [880], step: 0, length: 0.22, loud: 0.3 },
  offer: { pitches: [740, 740], step: 0.14, length: 0.12, loud: 0.15 },
  breach: { pitches: [659, 523], step: 0.18, length: 0.35, loud: 0.15 },
  call: { pitches: [523, 659, 784], step: 0.16, length: 0.3, loud: 0.25 },
} satisfies Record<string, Sound>;

/** ``volume``: 0 to 1. */
export function play(name: keyof typeof SOUNDS, volume = 1): void {
  const { pitches, step, length, loud }: Sound = SOUNDS[name];
  if (volume <= 0) return;
  const audio = new AudioContext();
  for (const [i, pitch] of pitches.entries()) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const at = audio.currentTime + i * step;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(Math.max(0.0002, loud * volume), at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length + 0.05);
  }
  setTimeout(() => void audio.close(), (pitches.length * step + length) * 1000 + 500);
}

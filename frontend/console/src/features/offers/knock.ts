/** Two short notes for a new offer, unless this person wants silence; the choice is kept in this browser. */
const SILENT = 'janice-offers-silent';
export const knocks = (): boolean => localStorage.getItem(SILENT) === null;
export function setKnocks(on: boolean): void {
  if (on) localStorage.removeItem(SILENT);
  else localStorage.setItem(SILENT, '1');
}

export function knock(): void {
  const audio = new AudioContext();
  for (const start of [0, 0.14]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + start;
    tone.frequency.value = 740;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.15, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.12);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.13);
  }
  setTimeout(() => void audio.close(), 600);
}

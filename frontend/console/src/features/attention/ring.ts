/** Three rising notes, made here: no file, no other host. Browsers keep it silent until the page was touched once. */
export function ring(): void {
  const audio = new AudioContext();
  for (const [i, pitch] of [523, 659, 784].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + i * 0.16;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.35);
  }
  setTimeout(() => void audio.close(), 1200);
}

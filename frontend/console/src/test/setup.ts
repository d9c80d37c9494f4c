// What jsdom does not have and the console's libraries ask for.
class Watcher {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
Object.defineProperty(window, 'matchMedia', { configurable: true, value: (query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) });
Object.defineProperty(window, 'ResizeObserver', { configurable: true, value: Watcher });

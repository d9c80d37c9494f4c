import { i18n } from '@lingui/core';

// What jsdom does not have and the console's libraries ask for.
class Watcher {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
Object.defineProperty(window, 'matchMedia', { configurable: true, value: (query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) });
Object.defineProperty(window, 'ResizeObserver', { configurable: true, value: Watcher });

// The words of the code, in English.
i18n.loadAndActivate({ locale: 'en', locales: 'en-GB', messages: {} });

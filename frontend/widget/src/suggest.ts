/** While the first message is being written: help pages that may answer it. */
import { h } from './dom';
import { boot, say } from './words';

interface Found {
  title: string;
  url: string;
}

export function suggestions(field: HTMLTextAreaElement, wanted: () => boolean): HTMLElement {
  const box = h('div', { className: 'suggested', hidden: true, 'aria-live': 'polite' });
  let timer = 0;
  let asked = '';
  const show = (found: Found[]): void => {
    const links = found.map(({ title, url }) => h('a', { href: url, target: '_blank', rel: 'noopener', dir: 'auto' }, title));
    box.replaceChildren(h('p', {}, say('suggested')), ...links);
    box.hidden = !found.length;
  };
  const look = async (): Promise<void> => {
    const text = wanted() ? field.value.trim().slice(-200) : '';
    if (text === asked) return;
    asked = text;
    if (text.length < 4) return show([]);
    const answer = await fetch(`${boot.help}suggest?q=${encodeURIComponent(text)}`).catch(() => undefined);
    const found = answer?.ok ? ((await answer.json()) as { results: Found[] }).results : [];
    if (text === asked) show(found);
  };
  if (boot.help) {
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void look(), 400);
    });
    field.form?.addEventListener('submit', () => {
      asked = '';
      show([]);
    });
  }
  return box;
}

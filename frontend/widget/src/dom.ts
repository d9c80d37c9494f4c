/** Elements from values, never from HTML: what people wrote stays text. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, values: Record<string, unknown> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (name in element && !name.startsWith('aria')) (element as unknown as Record<string, unknown>)[name] = value;
    else if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...inside);
  return element;
}

export const hidden = (text: string): HTMLElement => h('span', { className: 'sr' }, text);

/** Text with its web addresses as links. */
export function linked(text: string, note: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/).map((piece, index) =>
    index % 2 ? h('a', { href: piece, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, piece, hidden(` (${note})`)) : piece,
  );
}

export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['width', '20'], ['height', '20'], ['aria-hidden', 'true']] as const) svg.setAttribute(name, value);
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Also where the page is not served by https, and so without ``crypto.randomUUID``. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The lines on the screen: what stands on the server in its order, then what is still on its way. */
import { download, type Line } from './calls';
import { h, hidden, linked } from './dom';
import { boot, clock, moment, say, size } from './words';

export interface Pending {
  id: string;
  text: string;
  files: File[];
  at: string;
  failed: boolean;
}

export class Conversation {
  readonly list = h('ol', {});
  readonly log = h('div', { className: 'log', role: 'log', 'aria-label': say('conversation'), tabIndex: 0 }, this.list);
  private readonly lines = new Map<string, Line>();
  private readonly pending = new Map<string, Pending>();
  private readonly drawn = new Map<string, { about: string; item: HTMLLIElement }>();

  constructor(private readonly retry: (pending: Pending) => void) {
    if (boot.greeting) this.list.append(h('li', { className: 'theirs' }, h('span', { className: 'who' }, boot.brand), h('p', {}, ...linked(boot.greeting, say('link')))));
  }

  take(lines: Line[]): void {
    for (const line of lines) {
      const known = this.lines.get(line.id);
      if (!known || known.seq < line.seq) this.lines.set(line.id, line);
      this.pending.delete(line.id);
    }
    this.draw();
  }

  /** What stands on the server by now is not shown as being on its way, though its answer was lost. */
  show(pending: Pending): void {
    if (this.lines.has(pending.id)) return;
    this.pending.set(pending.id, pending);
    this.draw();
  }

  /** Ours that came after this number. */
  unread(seq: number): number {
    return [...this.lines.values()].filter((line) => !line.own && !line.deleted && line.seq > seq).length;
  }

  get empty(): boolean {
    return !this.lines.size && !this.pending.size;
  }

  private draw(): void {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const sorted = [...this.lines.values()].sort((a, b) => a.number - b.number);
    const rows = [...sorted.map((line) => [line.id, JSON.stringify(line), () => item(line)] as const), ...[...this.pending.values()].map((one) => [one.id, `${one.failed}`, () => this.waiting(one)] as const)];
    let before: Element | null = boot.greeting ? this.list.firstElementChild : null;
    for (const [id, about, make] of rows) {
      let known = this.drawn.get(id);
      if (known?.about !== about) {
        const fresh = make();
        known?.item.replaceWith(fresh);
        known = { about, item: fresh };
        this.drawn.set(id, known);
      }
      const place: Element | null = before ? before.nextElementSibling : this.list.firstElementChild;
      if (place !== known.item) this.list.insertBefore(known.item, place);
      before = known.item;
    }
    if (near) this.log.scrollTop = this.log.scrollHeight;
  }

  private waiting(one: Pending): HTMLLIElement {
    const again = h('button', { type: 'button' }, say('retry'));
    again.onclick = () => this.retry(one);
    const state = one.failed ? h('span', { className: 'state failed' }, say('failed'), ' ', again) : h('span', { className: 'state' }, say('sending'));
    const names = one.files.map((file) => h('p', { className: 'file' }, say('attached', { name: file.name, size: size(file.size) })));
    return h('li', { className: 'own' }, hidden(`${say('you')}: `), ...words(one.text), ...names, state);
  }
}

const words = (text: string): Node[] => (text ? [h('p', { dir: 'auto' }, ...linked(text, say('link')))] : []);

function item(line: Line): HTMLLIElement {
  const who = line.own ? hidden(`${say('you')}: `) : h('span', { className: 'who' }, line.author || boot.brand);
  const time = h('time', { dateTime: line.at, title: moment(line.at) }, clock(line.at));
  const foot = h('span', { className: 'state' }, ...(line.edited && !line.deleted ? [`${say('edited')} · `] : []), time);
  const body = line.deleted ? [h('p', { className: 'gone' }, say('deleted'))] : [...words(line.text), ...line.files.map(file)];
  return h('li', { className: line.own ? 'own' : 'theirs' }, who, ...body, foot);
}

function file(one: Line['files'][number]): HTMLElement {
  const named = say('attached', { name: one.name, size: size(one.size) });
  if (!one.token) return h('p', { className: 'file' }, named);
  const button = h('button', { type: 'button', className: 'file', 'aria-label': say('download', { name: one.name, size: size(one.size) }) }, named);
  button.onclick = () => void download(one).catch(() => (button.textContent = say('unavailable')));
  return button;
}

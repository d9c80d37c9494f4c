/**
 * The only script on a customer's site: a button in a shadow root, and behind it our panel in a frame.
 *
 * It needs `script-src` and `frame-src` for our address and nothing else: no inline style, no inline script, no HTML from
 * text. Nothing of the conversation ever gets here; the frame tells how much is unread, and when it wants to close.
 */
import type { FromPanel, ToPanel, User } from './port';

interface Config {
  panel: string;
  title: string;
  lang: string;
  words: Record<'open' | 'close' | 'dismiss' | 'unread_many' | 'dir', string>;
  colour: string;
  ink: string;
  side: 'start' | 'end';
  invite: string;
  after: number;
}
declare const __CONFIG__: Config; // the server writes it here

const config = __CONFIG__;
const { words } = config;
const origin = new URL(config.panel).origin;
const data = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};
const user: User | undefined = data.userId
  ? { id: data.userId, hash: data.userHash ?? '', name: data.userName ?? '', email: data.userEmail ?? '' }
  : undefined;
const NAME = 'janice-chat';
const other = config.side === 'end' ? 'start' : 'end';

const CSS = `:host{all:initial;position:fixed;inset-block-end:20px;inset-inline-${config.side}:20px;z-index:2147483000;font:15px/1.4 system-ui,sans-serif;color-scheme:light dark}
[hidden]{display:none!important}
button{font:inherit;cursor:pointer;border:0;margin:0}
.open{position:relative;display:grid;place-items:center;width:56px;height:56px;padding:0;border-radius:50%;background:${config.colour};color:${config.ink};box-shadow:0 4px 16px #0003,0 0 0 1px #0001}
svg{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
button:focus-visible{outline:3px solid #151a23;outline-offset:2px;box-shadow:0 0 0 7px #fff}
b{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-width:22px;height:22px;padding:0 5px;box-sizing:border-box;border-radius:11px;background:#b3261e;color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
iframe{position:absolute;inset-block-end:72px;inset-inline-${config.side}:0;width:384px;max-width:calc(100vw - 40px);height:min(640px,calc(100vh - 112px));border:0;border-radius:14px;background:#fff;box-shadow:0 12px 40px #0004,0 0 0 1px #0002;color-scheme:normal}
.invite{position:absolute;inset-block-end:72px;inset-inline-${config.side}:0;display:flex;align-items:start;width:max-content;max-width:min(300px,calc(100vw - 40px));background:#fff;color:#151a23;border-radius:12px;border-end-${config.side}-radius:4px;box-shadow:0 6px 24px #0003,0 0 0 1px #0001}
.invite button{background:none;color:inherit;padding:12px;text-align:start;border-radius:10px;min-height:44px}
.invite .no{min-width:44px;text-align:center;margin-inline-${other === 'start' ? 'start' : 'end'}:-8px}
@media(prefers-color-scheme:dark){iframe,.invite{background:#13171e;color:#e9ecf2}button:focus-visible{outline-color:#fff;box-shadow:0 0 0 7px #13171e}}
@media(max-width:480px){iframe.ready{position:fixed;inset:0;width:100%;max-width:none;height:100%;border-radius:0}iframe.ready:not([hidden])~.open{display:none}}
@media print{:host{display:none}}`;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, values: Record<string, string> = {}, text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function icon(path: string): SVGSVGElement {
  const [svg, line] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag)) as [SVGSVGElement, Element];
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['width', '26'], ['height', '26'], ['aria-hidden', 'true']] as const) svg.setAttribute(name, value);
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
const CHAT = 'M4 5h16v11H10l-5 4v-4H4z';
const CROSS = 'M6 6l12 12M18 6L6 18';

/** Storage of the site, for two small facts without a name in them; where it is blocked they are forgotten. */
function remember(name: string, where: () => Storage, value?: string): string | null {
  try {
    if (value) where().setItem(`${NAME}-${name}`, value);
    return where().getItem(`${NAME}-${name}`);
  } catch {
    return null;
  }
}

class Launcher extends HTMLElement {
  private readonly button = make('button', { class: 'open', type: 'button' });
  private readonly badge = make('b', { hidden: '', 'aria-hidden': 'true' });
  private readonly invite = make('div', { class: 'invite', hidden: '' });
  private frame?: HTMLIFrameElement;
  private port?: MessagePort;
  private shown = false;
  private unread = 0;

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(this.invite, this.button);
    this.lang = config.lang;
    this.button.onclick = () => this.show(!this.shown);
    this.onkeydown = (event) => {
      if (event.key === 'Escape' && this.shown) this.show(false);
    };
    this.draw();
    if (remember('begun', () => localStorage)) this.load(); // an answer may be waiting
    if (config.invite && !remember('invited', () => sessionStorage)) setTimeout(() => this.ask(), config.after * 1000);
  }

  private show(open: boolean): void {
    this.shown = open;
    this.invite.hidden = true;
    if (open) this.load();
    if (this.frame) this.frame.hidden = !open;
    this.say({ open });
    this.draw();
    (open ? this.frame : this.button)?.focus();
  }

  private load(): void {
    if (this.frame) return;
    const frame = make('iframe', { src: config.panel, title: config.title, allow: 'clipboard-write', hidden: '' });
    this.frame = frame;
    frame.onload = () => {
      const { port1, port2 } = new MessageChannel();
      this.port = port1;
      port1.onmessage = (event: MessageEvent<FromPanel>) => this.told(event.data);
      frame.contentWindow?.postMessage({ janice: { user, page: location.href, open: this.shown } }, origin, [port2]);
    };
    this.button.before(frame);
  }

  private told(message: FromPanel): void {
    if (message.ready) this.frame?.classList.add('ready'); // only a panel that works may cover a small screen
    if (message.begun) remember('begun', () => localStorage, '1');
    if (message.unread !== undefined) this.unread = message.unread;
    if (message.close && this.shown) this.show(false);
    this.draw();
  }

  private say(message: ToPanel): void {
    this.port?.postMessage(message);
  }

  private ask(): void {
    if (this.shown) return;
    remember('invited', () => sessionStorage, '1');
    const yes = make('button', { type: 'button' }, config.invite);
    const no = make('button', { type: 'button', class: 'no', 'aria-label': words.dismiss }, '×');
    yes.onclick = () => this.show(true);
    no.onclick = () => {
      this.invite.hidden = true;
      this.button.focus();
    };
    this.invite.setAttribute('role', 'status');
    this.invite.replaceChildren(yes, no);
    this.invite.hidden = false;
  }

  private draw(): void {
    const { button, badge, shown, unread } = this;
    const many = words.unread_many.replace('{count}', String(unread));
    button.setAttribute('aria-expanded', String(shown));
    button.setAttribute('aria-label', shown ? words.close : unread ? `${config.title}, ${many}` : config.title);
    badge.hidden = shown || !unread;
    badge.textContent = unread > 99 ? '99+' : String(unread);
    button.replaceChildren(icon(shown ? CROSS : CHAT), badge);
  }
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, Launcher);
  const add = (): void => document.body.append(document.createElement(NAME));
  if (document.body) add();
  else addEventListener('DOMContentLoaded', add);
}

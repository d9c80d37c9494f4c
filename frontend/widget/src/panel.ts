/** The panel in the frame: who is it, what is asked before, then the conversation. */
import { begin, message, Refused, session, type Session } from './calls';
import { composer } from './composer';
import { Conversation, type Pending } from './conversation';
import { h, icon, uuid } from './dom';
import { Live } from './live';
import type { FromPanel, Hello, ToPanel, User } from './port';
import { questions } from './questions';
import { suggestions } from './suggest';
import { boot, moment, say } from './words';

let port: MessagePort | undefined;
let user: User | undefined;
let page = '';
let open = false;
let read = 0;
let email = '';
let away = false;
let begun: Promise<unknown> | undefined;

const tell = (news: FromPanel): void => port?.postMessage(news);
const status = h('p', { className: 'sub' });
const notice = h('p', { className: 'notice', role: 'status' });
const typing = h('p', { className: 'typing', role: 'status' });
const below = h('div', { className: 'below' });
const close = h('button', { type: 'button', className: 'tool', 'aria-label': say('close'), title: say('close') }, icon('M6 6l12 12M18 6L6 18'));
close.onclick = () => tell({ close: true });
const conversation = new Conversation((pending) => void send(pending));
const header = h('header', {}, h('div', {}, h('h1', {}, boot.title), status), close);
document.body.append(h('main', {}, header, notice, conversation.log, typing, below));
document.body.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) tell({ close: true });
});

const live = new Live({
  lines: (lines) => {
    conversation.take(lines);
    note();
  },
  typing: (name) => (typing.textContent = name && say('typing', { name })),
  connected: (yes) => {
    if (yes && notice.dataset.lost) notice.textContent = say('reconnected');
    if (yes) setTimeout(() => notice.dataset.lost || (notice.textContent = ''), 3000);
    else notice.textContent = say('reconnecting');
    if (yes) delete notice.dataset.lost;
    else notice.dataset.lost = '1';
  },
  expired: () => {
    live.stop();
    setTimeout(() => void start(), 2000);
  },
});

const write = composer(
  (text, files) => {
    const pending = { id: uuid(), text, files, at: new Date().toISOString(), failed: false };
    void send(pending);
  },
  (on) => live.typing(on),
);

write.form.prepend(suggestions(write.text, () => conversation.empty));

/** What is on the screen of an open panel is read. */
function note(): void {
  if (open && !document.hidden) read = live.seq;
  live.got(read);
  tell({ unread: conversation.unread(read) });
}
document.addEventListener('visibilitychange', note);

/** The first message begins the conversation; a message that fails is tried again under the same id. */
async function send(pending: Pending): Promise<void> {
  conversation.show({ ...pending, failed: false });
  try {
    await (begun ??= enter({}).catch((error: unknown) => {
      begun = undefined;
      throw error;
    }));
    const line = await message(pending.id, pending.text, pending.files);
    conversation.take([line]);
    live.start(0);
    if (away && email) notice.textContent = say('left', { email });
  } catch (error) {
    conversation.show({ ...pending, failed: true });
    if (error instanceof Refused && error.status === 401) {
      begun = undefined;
      await start();
    } else if (error instanceof Refused && error.status === 429) notice.textContent = say('wait');
  }
}

async function enter(answers: Record<string, unknown>): Promise<void> {
  const told = await begin({ ...answers, user, page, language: boot.lang });
  email = told.email;
  tell({ begun: true });
  live.start(0);
}

async function start(): Promise<void> {
  let told: Session;
  try {
    told = await session(user).catch((error: unknown) => {
      if (!user || !(error instanceof Refused) || error.status !== 403) throw error;
      user = undefined; // the site did not sign it: anybody, then
      return session(undefined);
    });
  } catch {
    const again = h('button', { type: 'button', className: 'main' }, say('retry'));
    again.onclick = () => void start();
    below.replaceChildren(h('p', { className: 'error', role: 'alert' }, say('unavailable')), again);
    return;
  }
  away = !told.open;
  email = told.email;
  read = Math.max(read, told.read);
  status.textContent = greeting(told);
  conversation.take(told.lines);
  begun = told.token ? Promise.resolve() : undefined;
  if (told.token) {
    tell({ begun: true });
    live.start(told.seq);
  }
  if (told.ask.length) {
    const form = questions(told.ask, away, async (answers) => {
      await (begun = enter(answers));
      conversation.log.classList.remove('asked');
      below.replaceChildren(write.form);
      write.focus();
    });
    below.replaceChildren(form);
  } else below.replaceChildren(write.form);
  conversation.log.classList.toggle('asked', !!told.ask.length && conversation.empty);
  note();
  if (open) focus();
}

function greeting({ open: here, opens_at, answer_by }: Session): string {
  if (here && !answer_by) return say('present'); // nothing is promised, so nothing is said of when
  if (here) return new Date(answer_by!).getTime() - Date.now() > 15 * 60_000 ? say('answer_by', { time: moment(answer_by!) }) : say('here');
  return opens_at ? say('away_until', { time: moment(opens_at) }) : say('away');
}

/** Once the frame is drawn: what is hidden takes no focus. */
function focus(): void {
  const find = (what: string): HTMLElement | null => below.querySelector(what);
  requestAnimationFrame(() => (find('textarea') ?? find('input, select') ?? find('button'))?.focus());
}

addEventListener('message', (event: MessageEvent<Partial<Hello>>) => {
  const hello = event.data.janice;
  if (port || event.source !== parent || !boot.sites.includes(event.origin) || !hello || !event.ports[0]) return;
  port = event.ports[0];
  ({ user, page, open } = { user: hello.user, page: hello.page, open: hello.open });
  port.onmessage = (said: MessageEvent<ToPanel>) => {
    open = said.data.open;
    note();
    if (open) focus();
  };
  tell({ ready: true });
  void start();
});

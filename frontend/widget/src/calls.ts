/** What the panel asks of the server. The token lives in the frame's own storage and travels in a header only. */
import type { User } from './port';
import { boot } from './words';

export interface File_ {
  token: string;
  name: string;
  size: number;
}
export interface Line {
  id: string;
  number: number;
  seq: number;
  own: boolean;
  author: string;
  text: string;
  files: File_[];
  edited: boolean;
  deleted: boolean;
  at: string;
}
export interface Question {
  name: string;
  kind: 'name' | 'email' | 'topic' | 'text' | 'choice' | 'consent';
  label: string;
  required: boolean;
  options: string[];
}
export interface Session {
  token: string;
  ask: Question[];
  email: string;
  open: boolean;
  opens_at: string | null;
  answer_by: string | null;
  lines: Line[];
  seq: number;
  read: number;
}

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields: Record<string, string>,
  ) {
    super(code);
  }
}

const KEY = `janice:${boot.base}`;
let memory = '';

export const token = {
  get: (): string => {
    try {
      return localStorage.getItem(KEY) ?? memory;
    } catch {
      return memory;
    }
  },
  set: (value: string): void => {
    memory = value;
    try {
      if (value) localStorage.setItem(KEY, value);
      else localStorage.removeItem(KEY);
    } catch {
      // storage is blocked here: the conversation lasts as long as this page
    }
  },
};

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token.get()) headers.set('Authorization', `Bearer ${token.get()}`);
  const response = await fetch(boot.base + path, { ...init, headers, credentials: 'omit', cache: 'no-store' });
  if (response.ok) return response;
  const told = (await response.json().catch(() => ({}))) as { code?: string; fields?: Record<string, string> };
  throw new Refused(response.status, told.code ?? '', told.fields ?? {});
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const form = body instanceof FormData;
  const init = form ? { body } : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  return (await call(path, { method: 'POST', ...init })).json() as Promise<T>;
}

export async function session(user: User | undefined): Promise<Session> {
  const told = await post<Session>('session', { user });
  token.set(told.token);
  return told;
}

export async function begin(answers: Record<string, unknown>): Promise<{ token: string; email: string }> {
  const told = await post<{ token: string; email: string }>('begin', answers);
  token.set(told.token);
  return told;
}

export async function message(id: string, text: string, files: File[]): Promise<Line> {
  let body: unknown = { id, text };
  if (files.length) {
    const form = new FormData();
    form.set('id', id);
    form.set('text', text);
    for (const file of files) form.append('files', file);
    body = form;
  }
  return (await post<{ said: Line }>('messages', body)).said;
}

export const seen = (delivered: number, read: number): Promise<unknown> => post('seen', { delivered, read });

export async function after(seq: number): Promise<Line[]> {
  return ((await (await call(`lines?after=${seq}`)).json()) as { lines: Line[] }).lines;
}

export async function download(file: File_): Promise<void> {
  const blob = await (await call(`files/${file.token}`)).blob();
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

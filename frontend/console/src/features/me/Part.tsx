import type { ReactNode } from 'react';

import s from './Me.module.css';

export function Part({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className={s.part} aria-label={title}>
      <h1>{title}</h1>
      <p>{about}</p>
      {children}
    </section>
  );
}

export function Group({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section className={s.group} aria-label={title}>
      <h2>{title}</h2>
      {about && <p>{about}</p>}
      {children}
    </section>
  );
}

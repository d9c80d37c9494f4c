import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { ApiError, explain } from '../../api/http';
import s from './Admin.module.css';
import { Back } from './Back';

interface Props {
  title: string;
  about: string;
  add?: { label: string; run: () => void };
  /** Where this is one of many. */
  back?: { label: string; run: () => void };
  /** One of several on a page that has a heading of its own. */
  part?: boolean;
  error?: unknown;
  pending?: boolean;
  children: ReactNode;
}

export function Section({ title, about, add, back, part = false, error, pending, children }: Props) {
  const Heading = part ? 'h2' : 'h1';
  return (
    <section aria-label={title}>
      {back && <Back to={back.run}>{back.label}</Back>}
      <header className={s.head}>
        <div>
          <Heading>{title}</Heading>
          <p>{about}</p>
        </div>
        {add && (
          <Button leftSection={<IconPlus size={14} />} onClick={add.run}>
            {add.label}
          </Button>
        )}
      </header>
      {error ? <p role="alert">{explain(error)}</p> : pending ? <Skeleton height={120} radius="md" /> : children}
    </section>
  );
}

/** The refusals of the server, by the name of the input. */
export const refusals = (error: unknown): Record<string, string> => (error instanceof ApiError ? error.fields : {});

/** What is wrong as a whole; what belongs to one input stands beside it. */
export function Problem({ error, shown }: { error: unknown; shown: readonly string[] }) {
  if (!error) return null;
  const rest = Object.entries(refusals(error)).filter(([name]) => !shown.includes(name));
  const message = error instanceof ApiError ? [error.message, ...rest.map(([name, text]) => `${name}: ${text}`)].join(' ') : explain(error);
  return (
    <p className={s.problem} role="alert">
      {message}
    </p>
  );
}

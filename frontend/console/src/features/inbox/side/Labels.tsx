import { useLingui } from '@lingui/react/macro';
import { TagsInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { labelsQuery } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { releaseKeys } from '../../../lib/keys';
import { useUpdateTicket } from '../actions';
import s from './Side.module.css';

/** The ticket's labels: type to find one or to make a new one, each in the colour that an admin gave it. */
export function Labels({ ticket }: { ticket: TicketRow }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const update = useUpdateTicket();
  const { data: known = [] } = useQuery(labelsQuery);
  const [text, setText] = useState('');
  const colours = new Map(known.map((label) => [label.name.toLowerCase(), label.colour]));
  const about = new Map(known.map((label) => [label.name, label.description]));
  const colour = (name: string): string => colours.get(name.toLowerCase()) ?? 'grey';
  const change = (labels: string[]): void => {
    update(ticket, { labels });
    if (labels.some((name) => !colours.has(name.toLowerCase()))) void client.invalidateQueries({ queryKey: labelsQuery.queryKey });
  };
  return (
    <TagsInput
      styles={{ inputField: { minWidth: 32 }, options: { maxHeight: 260, overflowY: 'auto' } }}
      data-labels
      label={t`Labels`}
      placeholder={ticket.labels.length ? '' : t`Add a label`}
      data={known.filter((label) => !label.archived).map((label) => label.name)}
      value={ticket.labels}
      searchValue={text}
      onSearchChange={setText}
      onChange={change}
      onFocus={() => {
        // What was typed while this was on its way: labels that were finished, and one that is begun.
        const typed = releaseKeys().split(/[\n,]/).map((name) => name.trim());
        const begun = typed.pop();
        if (begun) setText((old) => old + begun);
        const made = typed.filter((name) => name && !ticket.labels.includes(name));
        if (made.length) change([...ticket.labels, ...made]);
      }}
      renderPill={({ option, onRemove }) => (
        <span className={s.label} data-colour={colour(String(option.value))}>
          <bdi>{option.value}</bdi>
          <button type="button" tabIndex={-1} aria-label={t`Remove ${option.value}`} onClick={onRemove} onMouseDown={(event) => event.preventDefault()}>
            ×
          </button>
        </span>
      )}
      renderOption={({ option }) => (
        <span className={s.option}>
          <i className={s.dot} data-colour={colour(option.value)} aria-hidden />
          <span>
            {option.value}
            {about.get(option.value) && <small>{about.get(option.value)}</small>}
          </span>
        </span>
      )}
      limit={50}
      withScrollArea={false}
      splitChars={[',']}
      acceptValueOnBlur
      maxTags={20}
    />
  );
}

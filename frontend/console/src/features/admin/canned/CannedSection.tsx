import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMessage2Bolt } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import { type CannedAnswer, cannedQuery } from '../../../api/answers';
import { useTeams } from '../../../ui/names';
import s from '../Admin.module.css';
import { Section } from '../Section';

const CannedForm = lazy(() => import('./CannedForm'));

export default function CannedSection() {
  const { data: answers, error } = useQuery({ ...cannedQuery, refetchOnMount: 'always' });
  const teams = useTeams();
  const [open, setOpen] = useState<CannedAnswer | 'new' | null>(null);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = answers?.filter((answer) => !wanted || `${answer.shortcut} ${answer.title} ${answer.body_html}`.toLowerCase().includes(wanted));
  return (
    <Section title={t`Canned answers`} about={t`Words that you write again and again. In a reply, type / and the beginning of the shortcut; the customer's name and the ticket's number fill themselves in.`} add={{ label: t`New answer`, run: () => setOpen('new') }} error={error} pending={!answers}>
      {answers?.length === 0 && <p className={s.empty}><Trans>No canned answer yet. Write the first one: a greeting, how to return something, your opening hours.</Trans></p>}
      {answers && answers.length > 8 && <TextInput aria-label={t`Find an answer`} placeholder={t`Find an answer`} value={text} onChange={(event) => setText(event.currentTarget.value)} mb={10} />}
      {shown?.length === 0 && wanted && <p className={s.empty}><Trans>No answer has “{text}” in it.</Trans></p>}
      {shown && shown.length > 0 && (
        <ul className={s.list}>
          {shown.map((answer) => (
            <li key={answer.id}>
              <button type="button" className={s.row} onClick={() => setOpen(answer)}>
                <IconMessage2Bolt size={18} aria-hidden />
                <span className={s.what}>
                  <b>
                    /{answer.shortcut} · <span dir="auto">{answer.title}</span>
                  </b>
                  <small>{answer.team_id === null ? t`Everybody` : (teams.get(answer.team_id)?.name ?? t`A team`)}</small>
                </span>
                {answer.language && <span className={s.tag}>{answer.language}</span>}
                <span className={s.tag}><Plural value={answer.used} _0="not used yet" one="used # time" other="used # times" /></span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open !== null && (
        <Suspense fallback={<Skeleton height={80} />}>
          <CannedForm answer={open === 'new' ? null : open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </Section>
  );
}

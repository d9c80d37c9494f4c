import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Modal, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type CannedAnswer, cannedQuery, changeCanned, createCanned, deleteCanned, previewCanned } from '../../../api/answers';
import { listTickets } from '../../../api/calls';
import { explain } from '../../../api/http';
import { useTeams } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import { Problem, refusals } from '../Section';
import { AnswerEditor } from './AnswerEditor';
import c from './Canned.module.css';

export default function CannedForm({ answer, onClose }: { answer: CannedAnswer | null; onClose: () => void }) {
  const client = useQueryClient();
  const teams = [...useTeams().values()];
  const [shortcut, setShortcut] = useState(answer?.shortcut ?? '');
  const [title, setTitle] = useState(answer?.title ?? '');
  const [body, setBody] = useState(answer?.body_html ?? '');
  const [language, setLanguage] = useState(answer?.language ?? '');
  const [team, setTeam] = useState(answer?.team_id ? String(answer.team_id) : null);
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: cannedQuery.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const fields = { shortcut: shortcut.trim(), title: title.trim(), body_html: body, language: language.trim(), team_id: team === null ? null : Number(team) };
      return answer ? changeCanned(answer.id, fields) : createCanned(fields);
    },
    onSuccess: done(t`Answer saved`),
  });
  const remove = useMutation({ mutationFn: () => deleteCanned(answer!.id), onSuccess: done(t`Answer removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={answer ? `/${answer.shortcut}` : t`New canned answer`} size={720}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className={s.pair}>
          <TextInput label={t`Shortcut`} description={t`What you type after the slash.`} leftSection="/" value={shortcut} onChange={(event) => setShortcut(event.currentTarget.value)} error={errors.shortcut} required maxLength={41} data-autofocus />
          <TextInput label={t`Title`} description={t`What it is about, for the list.`} value={title} onChange={(event) => setTitle(event.currentTarget.value)} error={errors.title} required maxLength={120} />
        </div>
        <AnswerEditor value={answer?.body_html ?? ''} onChange={setBody} error={errors.body_html} />
        <Preview body={body} />
        <div className={s.pair}>
          <Select label={t`Who uses it`} description={t`A team keeps it to itself.`} data={teams.map((one) => ({ value: String(one.id), label: one.name }))} placeholder={t`Everybody`} value={team} onChange={setTeam} clearable clearButtonProps={{ 'aria-label': t`Everybody` }} error={errors.team_id} />
          <TextInput label={t`Language`} placeholder={t`any`} description={t`As in de or en; shown in the list.`} value={language} onChange={(event) => setLanguage(event.currentTarget.value)} error={errors.language} maxLength={20} />
        </div>
        <Problem error={save.error ?? remove.error} shown={['shortcut', 'title', 'body_html', 'language', 'team_id']} />
        <FormActions save={save} remove={answer ? remove : null} />
      </form>
    </Modal>
  );
}

/** How it would read on the newest ticket; what that one has no value for is marked. */
function Preview({ body }: { body: string }) {
  const [wanted] = useDebouncedValue(body, 300);
  const blank = wanted.replace(/<[^>]*>/g, '').trim() === '';
  const { data: newest } = useQuery({ queryKey: ['newest-ticket'], queryFn: async () => (await listTickets({ view: 'all', order: '-created_at' }, null)).results[0] ?? null, staleTime: 60_000 });
  const { data, error } = useQuery({ queryKey: ['canned-preview', wanted, newest?.id], queryFn: () => previewCanned(wanted, newest!.id), enabled: Boolean(newest) && !blank, gcTime: 0, placeholderData: (old) => old, retry: false });
  if (newest === null) return <p className={c.about}><Trans>The preview shows the newest ticket's values; there is no ticket yet.</Trans></p>;
  return (
    <section className={c.preview} aria-label={t`Preview`} aria-live="polite">
      <h3>{newest?.contact.name ? <Trans>As {newest.contact.name} would read it in {newest.reference}</Trans> : <Trans>As the newest customer would read it</Trans>}</h3>
      {error ? (
        <p className={c.about}>{explain(error)}</p>
      ) : data && wanted ? (
        <>
          {/* Cleaned by the server, which allows no more than the composer can write. */}
          <div dir="auto" dangerouslySetInnerHTML={{ __html: marked(data.html) }} />
          {data.missing.length > 0 && <p className={c.about}><Trans>This ticket has no value for {data.missing.join(', ')}. Whoever sends it will be asked.</Trans></p>}
        </>
      ) : (
        <p className={c.about}>{blank ? <Trans>Write something to see it here.</Trans> : <Trans>Filling it in…</Trans>}</p>
      )}
    </section>
  );
}
const marked = (html: string): string => html.replace(/\{\{[^{}<>]{1,80}\}\}/g, (found) => `<mark class="${c.blank}">${found}</mark>`);

import { Button, Select, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

import type { Guide } from '../../../api/generated/types.gen';
import { channelsQuery, meQuery, teamsQuery } from '../../../api/queries';
import type { Organisation } from '../../../api/types';
import { useMe, useTeams } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { changeCalendar, changeOrganisation, createTeam, listCalendars, readChannel, readOrganisation } from '../calls';
import { zones } from '../hours';
import { Problem, refusals, Section } from '../Section';
import { guideQuery } from './calls';
import c from './Setup.module.css';

type Key = Guide['steps'][number]['key'];

export default function SetupSection() {
  const { t } = useLingui();
  const client = useQueryClient();
  const guide = useQuery(guideQuery);
  const organisation = useQuery({ queryKey: ['organisation'], queryFn: readOrganisation });
  const steps = guide.data?.steps ?? [];
  const next = steps.find((step) => !step.done)?.key;
  const meanwhile = next === 'people' ? steps.find((step) => !step.done && step.key !== 'people')?.key : undefined; // a colleague can come later
  const hide = useMutation({
    mutationFn: (guide_hidden: boolean) => changeOrganisation({ guide_hidden }),
    onSuccess: (row) => {
      client.setQueryData(['organisation'], row);
      void client.invalidateQueries({ queryKey: guideQuery.queryKey });
    },
  });
  const words: Record<Key, { title: string; body: () => ReactNode }> = {
    organisation: { title: t`Say who you are and when you work`, body: () => organisation.data && <House organisation={organisation.data} /> },
    channel: {
      title: t`Connect a first channel`,
      body: () => (
        <>
          <p>
            <Trans>Where do customers write to you? A web form is ready in a minute and needs nothing from anybody; a mailbox takes its address and password. Test it before you save.</Trans>
          </p>
          <To section="channels">
            <Trans>Open Channels</Trans>
          </To>
        </>
      ),
    },
    people: {
      title: t`Invite a colleague`,
      body: () => (
        <>
          <p>
            <Trans>Everybody who answers gets an account of their own, with a link to choose a password. You can also do this later.</Trans>
          </p>
          <To section="people">
            <Trans>Open People</Trans>
          </To>
        </>
      ),
    },
    message: { title: t`Write a first message, as a customer would`, body: () => <FirstMessage /> },
    answer: {
      title: t`Answer it`,
      body: () =>
        guide.data?.ticket_id ? (
          <>
            <p>
              <Trans>It is here. Open it, write an answer and send it: that is the whole round, from customer to customer.</Trans>
            </p>
            <Button component="a" href={`/inbox/open/${guide.data.ticket_id}`}>
              <Trans>Open the message</Trans>
            </Button>
          </>
        ) : (
          <p>
            <Trans>As soon as the first message is here, you answer it.</Trans>
          </p>
        ),
    },
  };
  const finished = steps.length > 0 && next === undefined;
  return (
    <Section title={t`First steps`} about={t`From nothing to a real message answered. Leave and come back whenever you like; what is done stays done.`} error={guide.error ?? organisation.error} pending={!guide.data || !organisation.data}>
      {finished && (
        <p className={s.verdict} role="status">
          <Trans>Done: a real message was answered. Everything else can be set when it is needed.</Trans>
        </p>
      )}
      <ol className={c.steps}>
        {steps.map(({ key, done }) => (
          <li key={key} className={c.step} data-done={done || undefined} aria-current={key === next ? 'step' : undefined}>
            {done ? <IconCircleCheck size={20} aria-label={t`Done`} /> : <IconCircleDashed size={20} aria-label={t`To do`} />}
            <div>
              <h2>{words[key].title}</h2>
              {(key === next || key === meanwhile) && words[key].body()}
            </div>
          </li>
        ))}
      </ol>
      {guide.data && (
        <div className={s.actions}>
          <Button variant="subtle" color="gray" loading={hide.isPending} onClick={() => hide.mutate(!guide.data.hidden)}>
            {guide.data.hidden ? <Trans>Show this to admins again when they open the administration</Trans> : <Trans>Do not show this first any more</Trans>}
          </Button>
        </div>
      )}
      <Problem error={hide.error} shown={[]} />
    </Section>
  );
}

function To({ section, children }: { section: string; children: ReactNode }) {
  return (
    <Button component="a" href={`/admin/${section}`}>
      {children}
    </Button>
  );
}

function FirstMessage() {
  const { data: channels } = useQuery(channelsQuery);
  const addresses = channels?.filter((channel) => channel.active) ?? [];
  const setups = useQueries({ queries: addresses.map(({ id }) => ({ queryKey: ['channel', id], queryFn: () => readChannel(id) })) });
  return (
    <>
      <p>
        <Trans>Write to one of these as if you were a customer. This page notices when it has come in.</Trans>
      </p>
      <ul>
        {addresses.map((channel, at) => {
          const page = setups[at]?.data?.page_url;
          return (
            <li key={channel.id}>
              {channel.name}:{' '}
              {page ? (
                <a href={page} target="_blank" rel="noopener" dir="ltr">
                  {page}
                </a>
              ) : (
                <bdi>{channel.address}</bdi>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

const HOURS = Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);

function House({ organisation }: { organisation: Organisation }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: listCalendars });
  const [name, setName] = useState(organisation.name);
  const me = useMe();
  const teams = useTeams();
  const [zone, setZone] = useState<string | null>(organisation.zone || Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [from, setFrom] = useState<string | null>('09:00');
  const [to, setTo] = useState<string | null>('17:00');
  const save = useMutation({
    mutationFn: async () => {
      const ours = calendars.data?.find((one) => one.id === organisation.calendar_id);
      if (ours) await changeCalendar(ours.id, { zone: zone!, windows: [0, 1, 2, 3, 4].map((weekday) => ({ weekday, start: from!, end: to! })) });
      if (teams.size === 0) await createTeam({ name: t`Support`, member_ids: [me.id] });
      return changeOrganisation({ name: name.trim(), zone: zone! });
    },
    onSuccess: (row) => {
      client.setQueryData(['organisation'], row);
      for (const queryKey of [guideQuery.queryKey, meQuery.queryKey, teamsQuery.queryKey, ['calendars']]) void client.invalidateQueries({ queryKey });
      toast(t`Saved`);
    },
  });
  const errors = refusals(save.error);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className={s.pair}>
        <TextInput label={t`Name of your organisation`} description={t`Customers see it in mails and on pages.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} dir="auto" />
        <Select label={t`Time zone`} description={t`Where your office is.`} data={zones()} value={zone} onChange={setZone} error={errors.zone} searchable required allowDeselect={false} />
        <Select label={t`You answer from`} description={t`Monday to Friday. Other days and holidays: under Calendars.`} data={HOURS} value={from} onChange={setFrom} allowDeselect={false} />
        <Select label={t`until`} description={t`Promises count these hours only.`} data={HOURS} value={to} onChange={setTo} error={errors.windows} allowDeselect={false} />
      </div>
      {teams.size === 0 && (
        <p>
          <Trans>A first team, “Support”, is made with you in it: tickets belong to teams.</Trans>
        </p>
      )}
      <Problem error={save.error} shown={['name', 'zone', 'windows']} />
      <div className={s.actions}>
        <Button type="submit" loading={save.isPending} disabled={!calendars.data}>
          <Trans>Save and go on</Trans>
        </Button>
      </div>
    </form>
  );
}

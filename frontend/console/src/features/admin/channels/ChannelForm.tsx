import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, MultiSelect, Select, Skeleton, Switch, Tabs, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBook2, IconCheck, IconSettings, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';


import type { ChannelKind, ChannelSetup } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { channelsQuery } from '../../../api/queries';
import { useTeams } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { brandsQuery } from '../brands/calls';
import { changeChannel, createChannel, deleteChannel, listKinds, readChannel, testChannel } from '../calls';
import { Problem, refusals } from '../Section';
import { ChannelCard } from './ChannelCard';
import { Guide } from './Guide';
import { defaults, readSchema, split, type Values } from './schema';
import { SchemaFields } from './SchemaFields';

/** ``page``: only what shows customers such a page. */
export function ChannelForm({ id, page, onClose }: { id: number | null; page?: string; onClose: () => void }) {
  const kinds = useQuery({ queryKey: ['channel-kinds'], queryFn: listKinds });
  const channel = useQuery({ queryKey: ['channel', id], queryFn: () => readChannel(id!), enabled: id !== null, staleTime: 0 });
  const error = kinds.error ?? channel.error;
  const ready = kinds.data && (id === null || (channel.data && channel.isFetchedAfterMount));
  return (
    <Modal opened onClose={onClose} title={id === null ? t`Connect a channel` : (channel.data?.name ?? t`Channel`)} size={620}>
      {error ? <p role="alert">{explain(error)}</p> : ready ? <Fields kinds={page ? kinds.data.filter((one) => one.pages.includes(page)) : kinds.data} channel={channel.data ?? null} onClose={onClose} /> : <Skeleton height={320} />}
    </Modal>
  );
}

function Fields({ kinds, channel, onClose }: { kinds: readonly ChannelKind[]; channel: ChannelSetup | null; onClose: () => void }) {
  const client = useQueryClient();
  const teams = [...useTeams().values()].map((team) => ({ value: String(team.id), label: team.name }));
  const schemaOf = (key: string) => readSchema(kinds.find((one) => one.kind === key)?.settings_schema ?? {});
  const [kind, setKind] = useState(channel?.kind ?? kinds[0]?.kind ?? '');
  const schema = schemaOf(kind);
  const [name, setName] = useState(channel?.name ?? '');
  const [address, setAddress] = useState(channel?.address ?? '');
  const [brand, setBrand] = useState(channel?.brand ?? '');
  const { data: brands } = useQuery(brandsQuery);
  const [face, setFace] = useState(channel?.face_id ? String(channel.face_id) : null);
  const [active, setActive] = useState(channel?.active ?? true);
  const [team, setTeam] = useState<string | null>(channel ? String(channel.team_id) : (teams[0]?.value ?? null));
  const [shared, setShared] = useState<string[]>(channel?.team_ids.map(String) ?? []);
  const [values, setValues] = useState<Values>({ ...defaults(schema), ...channel?.settings });

  const test = useMutation({ mutationFn: () => testChannel({ kind, address, ...split(schema, values), ...(channel ? { channel_id: channel.id } : {}) }) });
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: channelsQuery.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), address: address.trim(), brand: brand.trim(), face_id: face === null ? null : Number(face), active, team_id: Number(team), team_ids: shared.map(Number), ...split(schema, values) };
      return channel ? changeChannel(channel.id, body) : createChannel({ ...body, kind });
    },
    onSuccess: done(channel ? t`Channel saved` : t`Channel connected`),
  });
  const remove = useMutation({ mutationFn: () => deleteChannel(channel!.id), onSuccess: done(t`Channel removed`) });
  const errors = { ...refusals(test.error), ...refusals(save.error) };
  const shown = ['name', 'address', 'brand', 'face_id', 'team_id', 'team_ids', ...Object.keys(schema.properties).flatMap((field) => [`settings.${field}`, `credentials.${field}`])];
  return (
    <form
      className={s.form}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {channel && <ChannelCard id={channel.id} />}
      {!channel && (
        <Select
          label={t`What is connected`}
          data={kinds.map((one) => ({ value: one.kind, label: one.name }))}
          searchable
          value={kind}
          onChange={(next) => {
            if (!next) return;
            setKind(next);
            setValues(defaults(schemaOf(next)));
            test.reset();
          }}
          allowDeselect={false}
        />
      )}
      <Guided kind={kind} has={kinds.find((one) => one.kind === kind)?.guide === true}>
      <div className={s.pair}>
        <TextInput label={t`Name`} description={t`What colleagues call it.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <TextInput label={t`Address`} description={t`A mail address, the name of a form, an account.`} value={address} onChange={(event) => setAddress(event.currentTarget.value)} error={errors.address} required maxLength={254} spellCheck={false} />
        <Select label={t`Brand`} description={t`Whose name, colour, logo and words customers see.`} placeholder={t`The standard brand`} data={brands?.results.map((one) => ({ value: String(one.id), label: one.name })) ?? []} value={face} onChange={setFace} clearable clearButtonProps={{ 'aria-label': t`The standard brand` }} error={errors.face_id} />
        <TextInput label={t`Sender’s name`} description={t`Customers see it. Empty: the name of the brand.`} value={brand} onChange={(event) => setBrand(event.currentTarget.value)} error={errors.brand} maxLength={80} />
        <Select label={t`New tickets go to`} description={t`The team that answers first.`} data={teams} value={team} onChange={setTeam} error={errors.team_id ?? (teams.length ? undefined : t`Create a team first.`)} allowDeselect={false} required />
        <MultiSelect label={t`Teams that see it`} description={t`The one that answers first always does.`} data={teams} value={shared} onChange={setShared} error={errors.team_ids} />
      </div>
      <SchemaFields schema={schema} values={values} onChange={setValues} stored={channel?.secrets ?? []} errors={errors} />
      {channel && <Switch label={t`Switched on`} description={t`When off, the network is asked to stop calling us, and nothing comes in or goes out. To stop for a while only, pause it above.`} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />}
      <div aria-live="polite">
        {test.data && (
          <ul className={s.checks} aria-label={t`Result of the test`}>
            {test.data.checks.map((check) => (
              <li key={check.name} data-failed={!check.ok || undefined}>
                {check.ok ? <IconCheck size={16} aria-label={t`Works`} /> : <IconX size={16} aria-label={t`Fails`} />}
                <span>
                  <b>{check.name}</b> {check.detail}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Problem error={save.error ?? test.error ?? remove.error} shown={shown} />
      <div className={s.actions}>
        {channel && (
          <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
            <Trans>Remove</Trans>
          </Button>
        )}
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          <Trans>Test the connection</Trans>
        </Button>
        <Button type="submit" loading={save.isPending}>
          {channel ? t`Save` : t`Connect`}
        </Button>
      </div>
      </Guided>
    </form>
  );
}

/** The settings, and beside them how to get what they want. */
function Guided({ kind, has, children }: { kind: string; has: boolean; children: ReactNode }) {
  if (!has) return <div className={s.form}>{children}</div>;
  return (
    <Tabs defaultValue="settings" keepMounted={false}>
      <Tabs.List mb={14}>
        <Tabs.Tab value="settings" leftSection={<IconSettings size={14} aria-hidden />}>
          <Trans>Settings</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="guide" leftSection={<IconBook2 size={14} aria-hidden />}>
          <Trans>How to set it up</Trans>
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings" className={s.form}>
        {children}
      </Tabs.Panel>
      <Tabs.Panel value="guide">
        <Guide kind={kind} />
      </Tabs.Panel>
    </Tabs>
  );
}

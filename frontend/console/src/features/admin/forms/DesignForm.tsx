import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, CopyButton, Select, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { channelsQuery } from '../../../api/queries';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import b from '../brands/Brands.module.css';
import { brandsQuery, type ChannelKind, type ChannelSetup, type PreviewWantedRequest } from '../brands/calls';
import { Preview } from '../brands/Preview';
import { changeChannel, readChannel } from '../calls';
import { defaults, readSchema, split, type Values } from '../channels/schema';
import { SchemaFields } from '../channels/SchemaFields';
import { Problem, refusals, Section } from '../Section';
import { FieldsEditor } from './FieldsEditor';

/** How one form or chat looks and what it asks, with what to paste; where its tickets go is set with the channel. */
export function DesignForm({ id, kind, onClose }: { id: number; kind: ChannelKind; onClose: () => void }) {
  const { data: channel, error, isFetching } = useQuery({ queryKey: ['channel', id], queryFn: () => readChannel(id), staleTime: 0 });
  if (error) return <p role="alert">{explain(error)}</p>;
  if (!channel || isFetching) return <Skeleton height={400} />;
  return <Fields channel={channel} kind={kind} onClose={onClose} />;
}

function Fields({ channel, kind, onClose }: { channel: ChannelSetup; kind: ChannelKind; onClose: () => void }) {
  const client = useQueryClient();
  const { data: brands } = useQuery(brandsQuery);
  const schema = readSchema(kind.settings_schema);
  const [values, setValues] = useState<Values>({ ...defaults(schema), ...channel.settings });
  const [face, setFace] = useState(channel.face_id === null ? null : String(channel.face_id));
  const settings = split(schema, values).settings;
  const save = useMutation({
    mutationFn: () => changeChannel(channel.id, { face_id: face === null ? null : Number(face), settings }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      void client.invalidateQueries({ queryKey: brandsQuery.queryKey });
      toast(t`Saved`);
    },
  });
  const errors = refusals(save.error);
  const special = Object.entries(schema.properties).find(([, property]) => property['x-editor']);
  const shown = Object.keys(schema.properties).map((name) => `settings.${name}`);
  const visible = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).filter(([, property]) => !property['x-secret'])) };
  return (
    <Section title={channel.name} about={t`Change something on the one side and see on the other what customers will see. Nothing changes for them until you save.`} back={{ label: t`Back to the list`, run: onClose }}>
      <div className={b.sides}>
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Select label={t`Brand`} description={t`Whose name, colour, logo and words customers see.`} placeholder={t`The standard brand`} data={brands?.results.map((one) => ({ value: String(one.id), label: one.name })) ?? []} value={face} onChange={setFace} clearable clearButtonProps={{ 'aria-label': t`The standard brand` }} error={errors.face_id} />
          {special && <FieldsEditor plain={special[1]['x-editor'] === 'questions'} lines={(values[special[0]] as string[] | undefined) ?? []} onChange={(lines) => setValues({ ...values, [special[0]]: lines })} error={errors[`settings.${special[0]}`]} />}
          <SchemaFields schema={visible} values={values} onChange={setValues} stored={channel.secrets} errors={errors} />
          <Problem error={save.error} shown={['face_id', ...shown]} />
          <div className={s.actions}>
            <Button type="submit" loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </div>
          {channel.install.map((snippet) => (
            <div key={snippet.title} className={b.snippet}>
              <p>{snippet.title}</p>
              <pre dir="ltr">{snippet.text}</pre>
              <CopyButton value={snippet.text}>
                {({ copied, copy }) => (
                  <ActionIcon aria-label={t`Copy: ${snippet.title}`} onClick={copy}>
                    {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
                  </ActionIcon>
                )}
              </CopyButton>
            </div>
          ))}
        </form>
        <Preview pages={kind.pages as PreviewWantedRequest['page'][]} wanted={{ channel_id: channel.id, face_id: face === null ? null : Number(face), settings }} />
      </div>
    </Section>
  );
}

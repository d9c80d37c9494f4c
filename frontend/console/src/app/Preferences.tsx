import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { patchMe } from '../api/calls';
import { meQuery } from '../api/queries';
import { enableSingleKeys, singleKeysEnabled } from '../lib/keys';
import { knocks, setKnocks } from '../features/offers/knock';
import { useMe } from '../ui/names';
import { toast, toastError } from '../ui/toast';

export function Preferences({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [signature, setSignature] = useState(me.signature);
  const [single, setSingle] = useState(singleKeysEnabled);
  const [sound, setSound] = useState(knocks);
  const save = useMutation({
    mutationFn: () => patchMe({ name, signature }),
    onSuccess: (next) => {
      client.setQueryData(meQuery.queryKey, next);
      enableSingleKeys(single);
      setKnocks(sound);
      toast(t`Preferences saved`);
      onClose();
    },
    onError: (error) => toastError(error, t`Not saved`),
  });
  return (
    <Modal opened onClose={onClose} title={t`My preferences`} size={480}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap={14}>
          <TextInput label={t`Name`} description={t`As customers and colleagues see it.`} value={name} onChange={(e) => setName(e.currentTarget.value)} required withAsterisk={false} />
          <Textarea label={t`Signature`} description={t`Added below your replies by e-mail.`} autosize minRows={3} maxRows={8} value={signature} onChange={(e) => setSignature(e.currentTarget.value)} />
          <Switch label={t`Shortcuts with a single key, such as J or E`} checked={single} onChange={(e) => setSingle(e.currentTarget.checked)} />
          <Switch label={t`A sound when a chat is offered to me`} checked={sound} onChange={(e) => setSound(e.currentTarget.checked)} />
          <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-end' }}>
            <Trans>Save</Trans>
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

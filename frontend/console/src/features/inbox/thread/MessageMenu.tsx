import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, Modal, Textarea, Timeline } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowsSplit, IconCornerUpLeft, IconDots, IconEye, IconEyeOff, IconHeart, IconHeartOff, IconHistory, IconMoodSmile, IconPencil, IconTrash, type Icon } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import { actOn, listActions } from '../../../api/calls';
import type { ActionKind, ActionRow } from '../../../api/generated/types.gen';
import { ApiError, explain, newKey } from '../../../api/http';
import type { Message } from '../../../api/types';
import { spoken } from '../../../lib/language';
import { toast, toastError } from '../../../ui/toast';
import { quotes } from '../composer/answering';
import type { Finding } from '../composer/useSend';
import { fullTime } from './dates';
import s from './MessageMenu.module.css';

const SplitDialog = lazy(() => import('./SplitDialog'));
const RevealHeld = lazy(() => import('../composer/RevealHeld'));

const ICONS: Record<ActionKind, Icon> = { edit: IconPencil, delete: IconTrash, hide: IconEyeOff, unhide: IconEye, like: IconHeart, unlike: IconHeartOff, react: IconMoodSmile };
const LABELS = spoken<ActionKind>({
  edit: msg`Edit on the network`,
  delete: msg`Delete on the network`,
  hide: msg`Hide from the public`,
  unhide: msg`Show to the public again`,
  like: msg`Like`,
  unlike: msg`Take the like back`,
  react: msg`React`,
});
const done = (kind: ActionKind, who: string, emoji: string): string =>
  ({
    edit: t`${who} changed it`,
    delete: t`${who} deleted it`,
    hide: t`${who} hid it`,
    unhide: t`${who} showed it again`,
    like: t`${who} liked it`,
    unlike: t`${who} took the like back`,
    react: t`${who} reacted with ${emoji}`,
  })[kind];
const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const STATES = spoken<ActionRow['state']>({ queued: msg`on its way`, doing: msg`on its way`, done: msg`done`, failed: msg`failed`, unknown: msg`not known` });

/** What can be done to a message where it stands: asked when the menu opens, for it depends on network and side. */
export default function MessageMenu({ message: m }: { message: Message }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [splitting, setSplitting] = useState(false);
  const [asking, setAsking] = useState<ActionKind | 'record' | null>(null);
  const key = ['actions', m.id, m.version] as const;
  const { data, error } = useQuery({ queryKey: key, queryFn: () => listActions(m.id), enabled: m.surface !== '' && (open || asking !== null), staleTime: 0 });
  const act = useMutation({
    mutationFn: (body: Parameters<typeof actOn>[1]) => actOn(m.id, body, newKey()),
    onSuccess: () => {
      setAsking(null);
      toast(t`On its way to the network`);
      void client.invalidateQueries({ queryKey: ['actions', m.id] });
    },
    onError: (failed) => asking === null && toastError(failed, t`It was not done`),
  });
  const possible = data?.possible ?? [];
  const plain = possible.filter((kind) => kind !== 'react');
  return (
    <>
      <Menu opened={open} onChange={setOpen} position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={24} className={s.dots} aria-label={t`What can be done to the message from ${m.author.name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {m.surface !== '' && (
            <Menu.Item leftSection={<IconCornerUpLeft size={14} />} onClick={() => quotes.set(m)}>
              <Trans>Answer this message</Trans>
            </Menu.Item>
          )}
          {m.direction === 'inbound' && (
            <Menu.Item leftSection={<IconArrowsSplit size={14} />} onClick={() => setSplitting(true)}>
              <Trans>Split from here…</Trans>
            </Menu.Item>
          )}
          {error && <Menu.Label>{explain(error)}</Menu.Label>}
          {possible.includes('react') && (
            <div className={s.emoji} role="group" aria-label={t`React`}>
              {EMOJI.map((emoji) => (
                <Menu.Item key={emoji} aria-label={t`React with ${emoji}`} onClick={() => act.mutate({ kind: 'react', emoji })}>
                  {emoji}
                </Menu.Item>
              ))}
            </div>
          )}
          {plain.map((kind) => {
            const Icon = ICONS[kind];
            const asks = kind === 'edit' || kind === 'delete' || kind === 'hide';
            return (
              <Menu.Item key={kind} leftSection={<Icon size={14} />} color={kind === 'delete' ? 'red' : undefined} onClick={() => (asks ? (act.reset(), setAsking(kind)) : act.mutate({ kind }))}>
                {asks ? `${LABELS[kind]}…` : LABELS[kind]}
              </Menu.Item>
            );
          })}
          {(data?.results.length ?? 0) > 0 && (
            <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => setAsking('record')}>
              <Trans>What was done…</Trans>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>{splitting && <SplitDialog message={m} onClose={() => setSplitting(false)} />}</Suspense>
      {asking === 'record' && <Record rows={data?.results ?? []} onClose={() => setAsking(null)} />}
      {asking !== null && asking !== 'record' && <Ask kind={asking} message={m} busy={act.isPending} error={act.error} onReset={act.reset} onDo={(body) => act.mutate(body)} onClose={() => setAsking(null)} />}
    </>
  );
}

interface Asking {
  kind: ActionKind;
  message: Message;
  busy: boolean;
  error: Error | null;
  onReset: () => void;
  onDo: (body: { kind: ActionKind; text?: string; reason?: string; reveal?: boolean }) => void;
  onClose: () => void;
}
/** The new words, or the reason: whoever hides or deletes what somebody else said must say why. */
function Ask({ kind, message: m, busy, error, onReset, onDo, onClose }: Asking) {
  const edit = kind === 'edit';
  const needed = edit || m.direction === 'inbound';
  const [text, setText] = useState(edit ? m.body_text : '');
  const found = error instanceof ApiError && error.code === 'personal_data' ? (error.data.found as Finding[]) : null;
  return (
    <Modal opened onClose={onClose} title={LABELS[kind]}>
      <form
        className={s.ask}
        onSubmit={(event) => {
          event.preventDefault();
          onDo(edit ? { kind, text } : { kind, reason: text });
        }}
      >
        {!edit && (
          <blockquote dir="auto">
            <b>{m.author.name}</b>: {(m.reply_text || m.body_text).slice(0, 300)}
          </blockquote>
        )}
        <Textarea
          label={edit ? t`New text` : t`Reason`}
          description={edit ? t`Everybody who can see the message sees the change. The old words are kept here.` : t`Kept on record with your name. The customer does not see it.`}
          value={text}
          onChange={(event) => (found && onReset(), setText(event.currentTarget.value))}
          required={needed}
          error={error && !found ? explain(error) : undefined}
          maxLength={edit ? undefined : 500}
          autosize
          minRows={2}
          data-autofocus
        />
        {found && (
          <Suspense>
            <RevealHeld found={found} busy={busy} onSend={() => onDo({ kind, text, reveal: true })} onKeep={onReset} />
          </Suspense>
        )}
        {!found && (
          <div className={s.buttons}>
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" color={kind === 'delete' ? 'red' : undefined} loading={busy} disabled={needed && !text.trim()}>
              {edit ? t`Change it` : kind === 'hide' ? t`Hide it` : t`Delete it`}
            </Button>
          </div>
        )}
      </form>
    </Modal>
  );
}

/** Who did what to it, when and why. */
function Record({ rows, onClose }: { rows: readonly ActionRow[]; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t`What was done to this message`}>
      <Timeline bulletSize={18} lineWidth={2} active={rows.length}>
        {rows.map((row) => (
          <Timeline.Item key={row.id} title={done(row.kind, row.actor ?? 'Janice', row.emoji)}>
            <p className={s.row}>
              {row.reason && <Trans>Reason: {row.reason}. </Trans>}
              {row.error || STATES[row.state]} · <time dateTime={row.created_at}>{fullTime(row.created_at)}</time>
            </p>
          </Timeline.Item>
        ))}
      </Timeline>
    </Modal>
  );
}

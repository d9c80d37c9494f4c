import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Kbd } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertCircle, IconAt, IconPlayerPause, IconWorld } from '@tabler/icons-react';
import { EditorContent, useEditorState } from '@tiptap/react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import { messagesQuery, replyOptionsQuery } from '../../../api/queries';
import type { Recipients, TicketRow, TicketStatus } from '../../../api/types';
import { useCommands } from '../../../lib/commands';
import { releaseKeys } from '../../../lib/keys';
import { useChannels } from '../../../ui/names';
import { Addressing } from './Addressing';
import { type Filled, filled, lengthOf, quotes } from './answering';
import { blanksIn, slashAt } from './canned/slash';
import c from './canned/Canned.module.css';
import s from './Composer.module.css';
import { drafts } from './drafts';
import { fileRules, limitWords } from './fileRules';
import { focusEditor, leaveEditor } from './focus';
import { atAt, unmention } from './mentions/mention';
import type { KeyHandler } from './pickList';
import { Quoted, Window } from './Places';
import p from './Places.module.css';
import { SendButtons } from './SendButtons';
import { Toolbar } from './Toolbar';
import { useDraft } from './useDraft';
import { useEditorSetup } from './useEditorSetup';
import { usePlace } from './usePlace';
import { type How, useSend } from './useSend';
import { useTyping } from './useTyping';
import { useUploads } from './useUploads';

// What few replies need is loaded when one does.
const CannedMenu = lazy(() => import('./canned/CannedMenu'));
const MentionMenu = lazy(() => import('./mentions/MentionMenu'));
const BlanksHeld = lazy(() => import('./canned/BlanksHeld'));
const HeldReply = lazy(() => import('./HeldReply'));
const RevealHeld = lazy(() => import('./RevealHeld'));
const DraftElsewhere = lazy(() => import('./DraftElsewhere'));
const SendLater = lazy(() => import('./SendLater'));
const DropZone = lazy(() => import('./DropZone'));
const Templates = lazy(() => import('./Templates'));
const UploadList = lazy(() => import('./UploadList'));
const RecipientFields = lazy(() => import('./RecipientFields'));

export interface Ask {
  mode: 'reply' | 'note';
  n: number;
}
const NOBODY: Recipients = { to: [], cc: [], bcc: [] };

/** A template's text as the reply's body, so that colleagues read what the customer read. */
const words = ({ template, values }: Filled): string => {
  const box = document.createElement('p');
  box.textContent = template.body ? filled(template.body, template.parameters, values) : t`Template ${template.name}: ${values.join(', ')}`;
  return box.outerHTML;
};

/** Mounted anew for each ticket. */
export default function Composer({ ticket, ask, mobile }: { ticket: TicketRow; ask: Ask | null; mobile: boolean }) {
  const client = useQueryClient();
  const channel = useChannels().get(ticket.channel_id);
  const { data: options } = useQuery(replyOptionsQuery(ticket.id));
  const [start] = useState(() => drafts.get(ticket.id));
  const [mode, setMode] = useState<'reply' | 'note'>(start?.kind ?? 'reply');
  const [edited, setEdited] = useState<Recipients | null>(start?.recipients ?? null);
  const [files, setFiles] = useState(start?.attachments ?? []);
  const [unfolded, setUnfolded] = useState(false);
  const { place, choices, choose, visibility, template, setTemplate, quoted, where, ...standing } = usePlace(ticket);
  const typing = useTyping(ticket.id);
  // The newest message when the writing began: whatever comes after it must be shown before the reply may leave.
  const seen = useRef<number | null>(null);
  const newest = (): number | null => {
    const said = client.getQueryData(messagesQuery(ticket.id).queryKey)?.pages.flatMap((page) => page.results) ?? [];
    return said.length ? Math.max(...said.map((m) => m.id)) : null; // by number: a mail may arrive later than its date says
  };
  const menuKeys = useRef<KeyHandler | null>(null);
  const menu = useRef<'canned' | 'mentions' | null>(null);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [blanks, setBlanks] = useState<{ names: string[]; how: How } | null>(null);
  const [planning, setPlanning] = useState(false);
  const [unnamed, setUnnamed] = useState(false);
  const note = mode === 'note';
  const recipients = edited ?? options ?? NOBODY;
  const open = !note && visibility === 'public';
  const byTemplate = !note && standing.byTemplate;

  const rules = fileRules(note ? null : (place?.attachments ?? null), options?.max_upload ?? null);
  const uploads = useUploads(ticket.id, mode, files, rules, (file) => setFiles((list) => [...list, file]));
  const editor = useEditorSetup({
    content: start?.body ?? '',
    label: note ? t`Internal note` : t`Reply to the customer`,
    placeholder: note ? t`Write a note that only your team can see. @ mentions a colleague` : mobile ? t`Reply` : t`Reply to the customer. / for canned answers`,
    onChange: (changed) => {
      draft.keep(changed);
      setBlanks(null);
      setUnnamed(false);
      if (changed.isEmpty) seen.current = null;
      else seen.current ??= newest();
      if (!changed.isEmpty) typing(mode);
    },
    // Asked at the key, not when this was drawn: the menu may have been loaded since. Canned answers are waited for, an @ may be an address.
    onKey: (event) => menu.current !== null && (menuKeys.current?.(event) ?? (menu.current === 'canned' && ['Enter', 'Tab', 'ArrowUp', 'ArrowDown'].includes(event.key))),
    onSend: (solve) => submit({ statusAfter: solve ? 'solved' : null }),
    onLeave: () => leaveEditor(editor),
    onFiles: (list) => uploads.add(list),
  });
  const draft = useDraft(ticket.id, editor, { kind: mode, recipients: edited, attachments: files }, (shown) => {
    setMode(shown.kind);
    setEdited(shown.recipients);
    setFiles(shown.attachments);
  });
  const empty = useEditorState({ editor, selector: ({ editor: e }) => e.isEmpty });
  // An editor that was put away has no schema any more, and asking it for its text throws.
  const typed = useEditorState({ editor, selector: ({ editor: e }) => (e.schema ? e.getText({ blockSeparator: '\n\n' }).trim() : '') });
  const slash = useEditorState({ editor, selector: ({ editor: e }) => (e.schema && e.isFocused ? slashAt(e) : null) });
  const at = useEditorState({ editor, selector: ({ editor: e }) => (e.schema && e.isFocused ? atAt(e) : null) });
  const seeking = slash ?? at;
  const searching = seeking !== null && seeking.from !== dismissed;
  menu.current = !searching ? null : slash ? 'canned' : 'mentions';
  useEffect(() => {
    if (seeking === null) setDismissed(null);
  }, [seeking]);
  // Whom only colleagues know is not called by name before customers.
  useEffect(() => {
    if (!note && editor.isInitialized && unmention(editor)) setUnnamed(true);
  }, [note, editor]);
  const length = note || byTemplate || !place ? null : lengthOf(typed, place.text);

  useEffect(() => {
    if (!ask) return undefined;
    setMode(ask.mode);
    return focusEditor(editor, releaseKeys);
  }, [ask, editor]);

  const sending = useSend(
    ticket,
    () => seen.current ?? newest(),
    () => {
      seen.current = null;
      editor.commands.clearContent(false);
      draft.forget();
      setFiles([]);
      setEdited(null);
      setUnfolded(false);
      setPlanning(false);
      setMode('reply');
      setTemplate(null);
      quotes.set(null);
    },
  );
  const { held } = sending;
  const nothing = byTemplate ? !template || template.values.some((value) => !value.trim()) : empty && !files.length;
  const nobody = place?.recipients_editable !== false && options !== undefined && recipients.to.length + recipients.cc.length + recipients.bcc.length === 0;
  const blocked = nothing || uploads.busy || sending.busy || (!note && (standing.closed || nobody || Boolean(length?.over)));
  function submit(how: How): void {
    if (blocked) return;
    const names = note || byTemplate || how.asIs ? [] : blanksIn(typed);
    setBlanks(names.length ? { names, how } : null);
    if (names.length) return;
    const body = byTemplate && template ? words(template) : editor.isEmpty ? '' : editor.getHTML();
    const to = place?.recipients_editable === false ? NOBODY : { to: recipients.to, cc: recipients.cc, bcc: recipients.bcc };
    sending.send({ kind: mode, body, recipients: to, attachments: files, visibility: place ? visibility : null, where }, note ? { statusAfter: null } : how);
  }
  const edit = (): void => {
    setBlanks(null);
    sending.release();
    seen.current = newest();
    editor.commands.focus();
  };
  const switchMode = (to: 'reply' | 'note'): void => {
    setMode(to);
    editor.commands.focus();
  };
  const send = (statusAfter: TicketStatus | null): void => submit({ statusAfter });
  useCommands([
    { id: 'send', label: note ? t`Add the note` : open ? t`Post publicly` : t`Send`, group: t`Composer`, keys: 'Mod+Enter', inEditor: true, run: () => send(null) },
    { id: 'send-solve', label: open ? t`Post publicly and solve` : t`Send and solve`, group: t`Composer`, keys: 'Mod+Shift+Enter', inEditor: true, run: () => send('solved'), disabled: note },
    { id: 'send-later', label: open ? t`Post publicly later` : t`Send later`, group: t`Composer`, run: () => setPlanning(true), disabled: note || blocked },
    { id: 'switch-mode', label: t`Switch between reply and note`, group: t`Composer`, keys: 'Mod+Alt+n', inEditor: true, run: () => switchMode(note ? 'reply' : 'note') },
  ]);
  const busy = sending.busy;
  return (
    <>
      <Suspense>
        {draft.other && <DraftElsewhere ticketId={ticket.id} other={draft.other} />}
        {held?.why === 'changed' && <HeldReply messages={held.messages} busy={busy} onSend={() => submit({ ...held.how, force: true, asIs: true })} onKeep={edit} />}
        {held?.why === 'personal' && <RevealHeld found={held.found} busy={busy} onSend={() => submit({ ...held.how, reveal: true, asIs: true })} onKeep={edit} />}
        {blanks && !held && <BlanksHeld blanks={blanks.names} busy={busy} onSend={() => submit({ ...blanks.how, asIs: true })} onKeep={edit} />}
        {planning && (
          <SendLater
            open={open}
            onPlan={(later) => {
              setPlanning(false);
              submit({ statusAfter: null, later });
            }}
            onClose={() => {
              setPlanning(false);
              editor.commands.focus();
            }}
          />
        )}
      </Suspense>
      {channel?.paused_at && (
        <p className={p.trouble} role="status">
          <IconPlayerPause size={14} aria-hidden /> <span><Trans>{channel.name} is paused. What you send waits, and leaves when an admin resumes it.</Trans></span>
        </p>
      )}
      {channel?.health_detail && (channel.health === 'needs_attention' || channel.health === 'degraded') && (
        <p className={p.trouble} role="status">
          <IconAlertCircle size={14} aria-hidden /> {channel.name}: {channel.health_detail.split('\n').join(' · ')}
        </p>
      )}
      {searching && (
        <div className={c.anchor}>
          <Suspense>
            {slash ? (
              <CannedMenu editor={editor} slash={slash} ticketId={ticket.id} onKeys={(handler) => (menuKeys.current = handler)} onClose={() => setDismissed(slash.from)} />
            ) : (
              <MentionMenu editor={editor} seeking={seeking} note={note} onNote={() => switchMode('note')} onKeys={(handler) => (menuKeys.current = handler)} onClose={() => setDismissed(seeking.from)} />
            )}
          </Suspense>
        </div>
      )}
      <form
        className={s.box}
        data-note={note || undefined}
        data-public={open || undefined}
        aria-label={t`Compose`}
        onSubmit={(event) => {
          event.preventDefault();
          send(null);
        }}
      >
        <Suspense>
          <DropZone words={note ? t`Drop files to add them to your note` : t`Drop files to attach them to your reply`} onFiles={uploads.add} />
        </Suspense>
        {open && (
          <p className={p.publicLine}>
            <IconWorld size={15} aria-hidden /> <Trans>Everybody can read this reply</Trans>
          </p>
        )}
        <Addressing ticket={ticket} mode={mode} choices={choices} place={place} recipients={options || edited ? recipients : null} unfolded={unfolded} onMode={switchMode} onUnfold={() => setUnfolded(!unfolded)} onChoose={choose} />
        {unnamed && (
          <p className={p.window} role="status">
            <IconAt size={14} aria-hidden /> <Trans>Colleagues are told in notes only. In a reply their names are plain words.</Trans>
          </p>
        )}
        {!note && place && place.surface !== '' && <Window place={place} />}
        {!note && quoted && <Quoted message={quoted} onDrop={() => quotes.set(null)} />}
        <Suspense>{byTemplate && place && <Templates place={place} value={template} onChange={setTemplate} />}</Suspense>
        <Suspense>{!note && unfolded && place?.recipients_editable !== false && <RecipientFields network={ticket.contact.network} value={recipients} onChange={setEdited} />}</Suspense>
        <EditorContent editor={editor} className={s.editor} hidden={byTemplate} />
        {(files.length > 0 || uploads.pending.length > 0) && (
          <Suspense>
            <UploadList files={files} uploads={uploads} onRemove={(id) => setFiles((list) => list.filter((file) => file.id !== id))} />
          </Suspense>
        )}
        {sending.problem && (
          <p className={s.problem} role="alert">
            <IconAlertCircle size={14} aria-hidden />
            <span>
              <Trans>Not sent. {sending.problem}</Trans>
            </span>
            <Button size="compact-xs" variant="default" onClick={() => submit(sending.tried ?? { statusAfter: null })}>
              <Trans>Retry</Trans>
            </Button>
          </p>
        )}
        <div className={s.bar}>
          <Toolbar editor={editor} files={limitWords(rules)} onFiles={uploads.add} note={note} />
          <span className={s.gap} />
          {length && (
            <span className={p.length} data-near={length.near || undefined} data-over={length.over || undefined} aria-live="polite">
              {length.text}
            </span>
          )}
          {!mobile && (
            <span className={s.hint} aria-hidden>
              <Kbd>{t`Ctrl`}</Kbd>
              <Kbd>↵</Kbd>
            </span>
          )}
          <SendButtons note={note} open={open} byTemplate={byTemplate} blocked={blocked} busy={busy} onSend={send} onLater={() => setPlanning(true)} />
        </div>
      </form>
    </>
  );
}

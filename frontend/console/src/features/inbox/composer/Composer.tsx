import { Button, Kbd, Menu, SegmentedControl } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertCircle, IconChevronDown, IconCircleCheck, IconHourglass, IconLock, IconSend2, IconWorld } from '@tabler/icons-react';
import { type Editor, EditorContent, useEditorState } from '@tiptap/react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import { getDraft } from '../../../api/calls';
import { answerQuery, messagesQuery, replyOptionsQuery } from '../../../api/queries';
import type { Recipients, TicketRow, TicketStatus } from '../../../api/types';
import { useCommands } from '../../../lib/commands';
import { releaseKeys } from '../../../lib/keys';
import { sendLive } from '../../../live/session';
import { useChannels } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import type { KeyHandler } from './canned/CannedMenu';
import { blanksIn, slashAt } from './canned/slash';
import c from './canned/Canned.module.css';
import { focusEditor, leaveEditor } from './focus';
import s from './Composer.module.css';
import { summary } from './addresses';
import { drafts, type LocalDraft } from './drafts';
import { filled, lengthOf, pick, quotes, useQuote } from './answering';
import { type Filled, Places, Quoted, Templates, Window } from './Places';
import p from './Places.module.css';
import { Toolbar } from './Toolbar';
import { UploadList, useUploads } from './Uploads';
import { useEditorSetup } from './useEditorSetup';
import { useSend } from './useSend';

// What few replies need is loaded when one does.
const CannedMenu = lazy(() => import('./canned/CannedMenu'));
const BlanksHeld = lazy(() => import('./canned/BlanksHeld'));
const HeldReply = lazy(() => import('./HeldReply'));
const RecipientFields = lazy(() => import('./RecipientFields'));

export interface Ask {
  mode: 'reply' | 'note';
  n: number;
}
const NOBODY: Recipients = { to: [], cc: [], bcc: [] };
const TYPING_MS = 3000;

/** A template's text as the reply's body, so that colleagues read what the customer read. */
const words = ({ template, values }: Filled): string => {
  const box = document.createElement('p');
  box.textContent = template.body ? filled(template.body, template.parameters, values) : `Template ${template.name}: ${values.join(', ')}`;
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
  const [addressing, setAddressing] = useState(false);
  const { data: choices } = useQuery(answerQuery(ticket.id, ticket.version));
  const [chosen, setChosen] = useState<string | null>(null);
  const [template, setTemplate] = useState<Filled | null>(null);
  const quoted = useQuote(ticket.id);
  const touched = useRef(start !== undefined);
  const typedAt = useRef(0);
  // The newest message when the writing began: whatever comes after it must be shown before the reply may leave.
  const seen = useRef<number | null>(null);
  const newest = (): number | null => {
    const said = client.getQueryData(messagesQuery(ticket.id).queryKey)?.pages.flatMap((page) => page.results) ?? [];
    return said.length ? Math.max(...said.map((m) => m.id)) : null; // by number: a mail may arrive later than its date says
  };
  const menuKeys = useRef<KeyHandler | null>(null);
  const menuOpen = useRef(false);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [blanks, setBlanks] = useState<{ names: string[]; statusAfter: TicketStatus | null } | null>(null);
  const note = mode === 'note';
  const suggested: Recipients = options ? { to: options.to, cc: options.cc, bcc: options.bcc } : NOBODY;
  const recipients = edited ?? suggested;
  const place = pick(choices ?? [], chosen, quoted);
  const visible = place?.visibility ?? 'private';
  const byTemplate = !note && place !== null && !place.allowed && place.escapes.includes('template');
  const closed = !note && (choices === undefined || (place !== null && !place.allowed && !byTemplate)); // who will read it must be known first
  const parent = quoted && place && quoted.surface === place.surface ? quoted.id : null;

  const state = useRef<Omit<LocalDraft, 'body'>>({ kind: mode, recipients: edited, attachments: files });
  state.current = { kind: mode, recipients: edited, attachments: files };
  const keep = (editor: Editor): void => {
    touched.current = true;
    drafts.write(ticket.id, { ...state.current, body: editor.isEmpty ? '' : editor.getHTML() });
  };
  const uploads = useUploads(ticket.id, (file) => setFiles((list) => [...list, file]));

  const editor = useEditorSetup({
    content: start?.body ?? '',
    label: note ? 'Internal note' : 'Reply to the customer',
    placeholder: note ? 'Write a note that only your team can see' : mobile ? 'Reply' : 'Reply to the customer',
    onChange: (changed) => {
      keep(changed);
      setBlanks(null);
      if (changed.isEmpty) seen.current = null;
      else seen.current ??= newest();
      if (changed.isEmpty || Date.now() - typedAt.current < TYPING_MS) return;
      typedAt.current = Date.now();
      sendLive({ type: 'typing', ticket_id: ticket.id, kind: state.current.kind });
    },
    onKey: (event) => menuOpen.current && (menuKeys.current?.(event) ?? ['Enter', 'Tab', 'ArrowUp', 'ArrowDown'].includes(event.key)),
    onSend: (solve) => submit(solve ? 'solved' : null),
    onLeave: () => leaveEditor(editor),
    onFiles: (list) => uploads.add(list),
  });
  const empty = useEditorState({ editor, selector: ({ editor: e }) => e.isEmpty });
  // An editor that was put away has no schema any more, and asking it for its text throws.
  const typed = useEditorState({ editor, selector: ({ editor: e }) => (e.schema ? e.getText({ blockSeparator: '\n\n' }).trim() : '') });
  const slash = useEditorState({ editor, selector: ({ editor: e }) => (e.schema && e.isFocused ? slashAt(e) : null) });
  const searching = slash !== null && slash.from !== dismissed;
  menuOpen.current = searching;
  useEffect(() => {
    if (slash === null) setDismissed(null);
  }, [slash]);
  const length = note || byTemplate || !place ? null : lengthOf(typed, place.text);
  useEffect(() => {
    if (quoted) setChosen(null);
  }, [quoted]);

  // The draft of another machine or an earlier day, unless something is being typed already.
  useEffect(() => {
    let here = true;
    const show = (draft: LocalDraft): void => {
      editor.commands.setContent(draft.body, { emitUpdate: false });
      setMode(draft.kind);
      setEdited(draft.recipients);
      setFiles(draft.attachments);
    };
    if (!touched.current)
      getDraft(ticket.id).then(
        (draft) => {
          if (draft.updated_at !== null) drafts.known(ticket.id);
          if (!here || touched.current || draft.updated_at === null || !editor.isEmpty) return;
          show({ ...draft, recipients: draft.recipients.to.length + draft.recipients.cc.length + draft.recipients.bcc.length ? draft.recipients : null });
        },
        () => undefined,
      );
    const unlisten = drafts.onRestore(ticket.id, show);
    return () => {
      here = false;
      unlisten();
      drafts.flush(ticket.id);
    };
  }, [ticket.id, editor]);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (touched.current || files.length || edited) keep(editor);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the text itself is kept by onChange
  }, [mode, edited, files]);

  useEffect(() => {
    if (!ask) return undefined;
    setMode(ask.mode);
    return focusEditor(editor, releaseKeys);
  }, [ask, editor]);

  const sending = useSend(ticket, () => seen.current ?? newest(), () => {
    seen.current = null;
    editor.commands.clearContent(false);
    touched.current = false;
    setFiles([]);
    setEdited(null);
    setAddressing(false);
    setMode('reply');
    setTemplate(null);
    quotes.set(null);
  });
  const unsayable = byTemplate ? !template || template.values.some((value) => !value.trim()) : empty && !files.length;
  const nobody = place?.recipients_editable !== false && options !== undefined && recipients.to.length + recipients.cc.length + recipients.bcc.length === 0;
  const blocked = note ? (empty && !files.length) || uploads.busy || sending.busy : unsayable || closed || length?.over || uploads.busy || sending.busy || nobody;
  function submit(statusAfter: TicketStatus | null, force = false, asIs = force): void {
    if (blocked) return;
    const names = note || byTemplate || asIs ? [] : blanksIn(typed);
    setBlanks(names.length ? { names, statusAfter } : null);
    if (names.length) return;
    const body = byTemplate && template ? words(template) : editor.isEmpty ? '' : editor.getHTML();
    const where = {
      thread_id: place?.private_reply ? null : (place?.thread_id ?? null),
      surface: place?.surface || null,
      parent_message_id: parent ?? (place?.private_reply ? place.parent_message_id : null),
      template: byTemplate && template ? { name: template.template.name, language: template.template.language, parameters: template.values } : null,
    };
    const to = place?.recipients_editable === false ? NOBODY : recipients;
    sending.send({ kind: mode, body, recipients: to, attachments: files, visibility: place ? visible : null, where }, note ? null : statusAfter, force);
  }
  useCommands([
    { id: 'send', label: note ? 'Add the note' : 'Send', group: 'Composer', keys: 'Mod+Enter', inEditor: true, run: () => submit(null) },
    { id: 'send-solve', label: 'Send and solve', group: 'Composer', keys: 'Mod+Shift+Enter', inEditor: true, run: () => submit('solved'), disabled: note },
    { id: 'switch-mode', label: 'Switch between reply and note', group: 'Composer', keys: 'Mod+Alt+n', inEditor: true, run: () => setMode(note ? 'reply' : 'note') },
  ]);
  const { Icon, label } = networkOf(channel?.kind ?? ticket.contact.network);
  return (
    <>
      <Suspense>
        {sending.held && <HeldReply messages={sending.held.messages} busy={sending.busy} onSend={() => submit(sending.held!.statusAfter, true)} onKeep={() => (sending.release(), (seen.current = newest()), editor.commands.focus())} />}
        {blanks && !sending.held && <BlanksHeld blanks={blanks.names} busy={sending.busy} onSend={() => submit(blanks.statusAfter, false, true)} onKeep={() => (setBlanks(null), editor.commands.focus())} />}
      </Suspense>
      {channel?.health_detail && (channel.health === 'needs_attention' || channel.health === 'degraded') && (
        <p className={p.trouble} role="status">
          <IconAlertCircle size={14} aria-hidden /> {channel.name}: {channel.health_detail.split('\n').join(' · ')}
        </p>
      )}
      {searching && (
        <div className={c.anchor}>
          <Suspense>
            <CannedMenu editor={editor} slash={slash} ticketId={ticket.id} onKeys={(handler) => (menuKeys.current = handler)} onClose={() => setDismissed(slash.from)} />
          </Suspense>
        </div>
      )}
      <form
        className={s.box}
        data-note={note || undefined}
        data-public={(!note && visible === 'public') || undefined}
        aria-label="Compose"
        onSubmit={(event) => {
          event.preventDefault();
          submit(null);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!event.defaultPrevented || !editor.view.dom.contains(event.target as Node)) uploads.add([...event.dataTransfer.files]);
        }}
      >
        {!note && visible === 'public' && (
          <p className={p.publicLine}>
            <IconWorld size={15} aria-hidden /> Everybody can read this reply
          </p>
        )}
        <div className={s.top}>
          <SegmentedControl
            value={mode}
            onChange={(value) => setMode(value as 'reply' | 'note')}
            data={[
              { value: 'reply', label: 'Reply' },
              {
                value: 'note',
                label: (
                  <span className={s.segment}>
                    <IconLock size={11} aria-hidden />
                    Note
                  </span>
                ),
              },
            ]}
            aria-label="Reply or note"
            classNames={{ root: s.modes! }}
          />
          {note ? (
            <span className={s.to}>Only your team sees this</span>
          ) : place && !place.recipients_editable ? (
            <span className={s.to}>
              to <b dir="auto">{place.to || ticket.contact.name}</b>
              <span className={s.via}>
                via <Icon size={13} aria-hidden /> {channel?.name ?? label}
              </span>
            </span>
          ) : (
            <button type="button" className={s.to} aria-expanded={addressing} onClick={() => setAddressing(!addressing)}>
              to <b dir="auto">{summary(recipients.to) || (options ? 'nobody yet' : '…')}</b>
              {recipients.cc.length > 0 && <span>· Cc {recipients.cc.length}</span>}
              {recipients.bcc.length > 0 && <span>· Bcc {recipients.bcc.length}</span>}
              <span className={s.via}>
                via <Icon size={13} aria-hidden /> {channel?.name ?? label}
              </span>
              <IconChevronDown size={13} aria-hidden />
            </button>
          )}
          {!note && place && place.surface !== '' && (
            <>
              <span className={s.gap} />
              <Places choices={choices ?? []} place={place} onChoose={setChosen} />
            </>
          )}
        </div>
        {!note && place && place.surface !== '' && <Window place={place} />}
        {!note && quoted && parent && <Quoted message={quoted} onDrop={() => quotes.set(null)} />}
        {byTemplate && <Templates place={place} value={template} onChange={setTemplate} />}
        <Suspense>{!note && addressing && place?.recipients_editable !== false && <RecipientFields network={ticket.contact.network} value={recipients} onChange={setEdited} />}</Suspense>
        <EditorContent editor={editor} className={s.editor} hidden={byTemplate} />
        <UploadList files={files} uploads={uploads} onRemove={(id) => setFiles((list) => list.filter((file) => file.id !== id))} />
        {sending.problem && (
          <p className={s.problem} role="alert">
            <IconAlertCircle size={14} aria-hidden />
            <span>Not sent. {sending.problem}</span>
            <Button size="compact-xs" variant="default" onClick={() => submit(null)}>
              Retry
            </Button>
          </p>
        )}
        <div className={s.bar}>
          <Toolbar editor={editor} onFiles={uploads.add} />
          <span className={s.gap} />
          {length && (
            <span className={p.length} data-near={length.near || undefined} data-over={length.over || undefined} aria-live="polite">
              {length.text}
            </span>
          )}
          {!mobile && (
            <span className={s.hint} aria-hidden>
              <Kbd>Ctrl</Kbd>
              <Kbd>↵</Kbd>
            </span>
          )}
          <Button.Group>
            <Button type="submit" disabled={blocked} loading={sending.busy} className={note ? s.noteButton : visible === 'public' ? p.publicButton : undefined} leftSection={note ? <IconLock size={13} /> : visible === 'public' ? <IconWorld size={14} /> : <IconSend2 size={14} />}>
              {note ? 'Add note' : visible === 'public' ? 'Post publicly' : byTemplate ? 'Send the template' : 'Send'}
            </Button>
            {!note && (
              <Menu>
                <Menu.Target>
                  <Button disabled={blocked} px={6} aria-label="More ways to send" className={`${s.split} ${visible === 'public' ? p.publicButton : ''}`}>
                    <IconChevronDown size={14} />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconCircleCheck size={14} />} onClick={() => submit('solved')}>
                    Send and solve
                  </Menu.Item>
                  <Menu.Item leftSection={<IconHourglass size={14} />} onClick={() => submit('waiting_customer')}>
                    Send and wait for the customer
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </Button.Group>
        </div>
      </form>
    </>
  );
}

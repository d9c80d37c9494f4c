import { msg } from '@lingui/core/macro';

import { spoken } from '../../../lib/language';

/** What each part does, and what to do when it is ill. */
export const PART = spoken({
  database: msg`Database`,
  redis: msg`Redis`,
  worker: msg`Workers`,
  beat: msg`Clock (beat)`,
  relay: msg`Live updates (relay)`,
  listener: msg`Mailbox listener`,
  sweep: msg`Watch over promises (sweep)`,
});
export const HELP = spoken({
  database: msg`Nothing works without PostgreSQL. Look whether it runs and has room on its disk.`,
  redis: msg`Tickets are safe, but everything is slower. Look whether Redis runs; it needs no data to start.`,
  worker: msg`Nothing is received or sent. Start “manage.py worker” again, or everything with “manage.py up”; its log says why it stopped.`,
  beat: msg`What waits for its time stays undone. Start “manage.py beat” again.`,
  relay: msg`Screens follow late, and rules wait. Start “manage.py relay” again.`,
  listener: msg`Mail comes later than it could; the workers look every few minutes. Start “manage.py listener” again.`,
  sweep: msg`Promises may break unnoticed. Look whether the workers serve the queue “sla”.`,
});
export const BACKLOG = spoken({
  incoming: msg`What came in and is not read yet`,
  outgoing: msg`Replies to send`,
  actions: msg`Actions on networks`,
  events: msg`Events without a number`,
  rules: msg`Events that rules have to answer`,
  timers: msg`Snoozes, reminders and other timers`,
  promises: msg`Broken promises to note`,
  webhooks: msg`Calls to other systems`,
  mails: msg`Mails to colleagues`,
  bulk: msg`Changes to many tickets`,
  reactions: msg`Events to read`,
});
export const LATE = spoken({
  incoming: msg`The workers of the queue “ingest” do not keep up, or stopped. Nothing is lost.`,
  outgoing: msg`The workers of the queue “delivery” do not keep up, or a channel refuses. See the channels below.`,
  actions: msg`The workers of the queue “delivery” do not keep up.`,
  events: msg`The relay does not keep up, or stopped. Start “manage.py relay” again.`,
  rules: msg`The workers of the queue “default” do not keep up.`,
  timers: msg`The workers of the queue “default” do not keep up.`,
  promises: msg`The workers of the queue “sla” do not keep up.`,
  webhooks: msg`Another system answers slowly or not at all; see Webhooks.`,
  mails: msg`Mails to colleagues need a mail channel that works.`,
  bulk: msg`One is stuck; the log of the workers says which.`,
  reactions: msg`The reader of events stopped at one that it cannot read; the log of the workers says which.`,
});

import { Trans, useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';

import type { TicketRow } from '../../../api/types';
import { PostView } from '../../posts/PostView';

/** The public post that a comment stands under, with everything else that is said there, beside the ticket. */
export default function PostDrawer({ ticket, onClose }: { ticket: TicketRow; onClose: () => void }) {
  const { t } = useLingui();
  const id = ticket.threads.find((thread) => thread.post_id !== null)?.post_id;
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={t`The post and its comments`} padding={0} closeButtonProps={{ 'aria-label': t`Close` }}>
      {id ? <PostView id={id} mobile={false} /> : <Trans>This ticket belongs to no public post.</Trans>}
    </Drawer>
  );
}

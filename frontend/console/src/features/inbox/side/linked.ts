import { msg } from '@lingui/core/macro';

import type { LinkKind } from '../../../api/tickets';
import { spoken } from '../../../lib/language';

/** What this ticket is to the one that is named after it. */
export const LINKED = spoken<LinkKind>({
  related: msg`Belongs with`,
  duplicate_of: msg`Duplicate of`,
  duplicated_by: msg`Has as its duplicate`,
  causes: msg`Causes`,
  caused_by: msg`Caused by`,
  parent_of: msg`Is above`,
  child_of: msg`Is part of`,
});

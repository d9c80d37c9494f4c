import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import { answer, strict } from '../../../api/http';

/** What rules and macros can do, and which events rules follow. */
export const actionsQuery = queryOptions({ queryKey: ['actions'], queryFn: () => answer(sdk.ruleActionsList(strict)), staleTime: 60_000 });

import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import { answer, strict } from '../../../api/http';

/** What conditions can ask for; teams and channels among the choices change, so it is asked for on each visit. */
export const conditionsQuery = queryOptions({ queryKey: ['conditions'], queryFn: async () => (await answer(sdk.conditionsList(strict))).results, staleTime: 60_000 });

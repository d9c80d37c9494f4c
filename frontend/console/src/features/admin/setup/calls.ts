import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import { answer, strict } from '../../../api/http';

/** Asked again while it is open: a first message may come in any second. */
export const guideQuery = queryOptions({ queryKey: ['setup'], queryFn: () => answer(sdk.setupRead(strict)), staleTime: 0, refetchInterval: 4000 });

import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import { answer, strict } from '../../../api/http';

/** Asked again every five seconds while it is looked at: what is broken may be what would push. */
export const healthQuery = queryOptions({ queryKey: ['health'], queryFn: () => answer(sdk.healthRead(strict)), staleTime: 0, refetchInterval: 5000, retry: false });

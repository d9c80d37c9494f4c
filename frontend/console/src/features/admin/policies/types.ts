import type { Policy } from '../../../api/generated/types.gen';

export type Target = Policy['targets'][number];
export type Metric = Target['metric'];

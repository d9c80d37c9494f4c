/** "Firefox on Linux"; what is not known is shown as it came. */
export function browserOf(agent: string): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(agent)?.[0];
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0];
  const name = { Edg: 'Edge', OPR: 'Opera' }[browser ?? ''] ?? browser;
  return [name, system?.replace('Mac OS X', 'macOS')].filter(Boolean).join(' · ') || agent.slice(0, 60);
}

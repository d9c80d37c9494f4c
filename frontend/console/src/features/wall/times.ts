const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
/** "14:05", as the clock on this wall says. */
export const timeOfDay = (at: string | number): string => clock.format(typeof at === 'number' ? at : Date.parse(at));

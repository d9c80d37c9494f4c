const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' });
const short = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export const clockTime = (at: string): string => time.format(Date.parse(at));
export const fullTime = (at: string): string => full.format(Date.parse(at));
export const shortTime = (at: string): string => short.format(Date.parse(at));
export const dayOf = (at: string): string => (new Date(at).getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(Date.parse(at));

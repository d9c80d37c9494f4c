import { IconBrandBluesky, IconBrandFacebook, IconBrandInstagram, IconBrandMastodon, IconBrandTelegram, IconBrandWhatsapp, IconForms, IconMail, IconMessageCircle, IconPhone, IconWorld, type Icon } from '@tabler/icons-react';

export interface Network {
  label: string;
  Icon: Icon;
  color: string;
}
/** How a network or a kind of channel looks; the only place for the colours of brands. What is not listed shows as a globe. */
const NETWORKS: Record<string, Network> = {
  email: { label: 'E-mail', Icon: IconMail, color: '#5b6678' },
  webform: { label: 'Web form', Icon: IconForms, color: '#6a4fc4' },
  chat: { label: 'Web chat', Icon: IconMessageCircle, color: '#3f60dc' },
  phone: { label: 'Phone', Icon: IconPhone, color: '#5b6678' },
  whatsapp: { label: 'WhatsApp', Icon: IconBrandWhatsapp, color: '#1c8f4d' },
  instagram: { label: 'Instagram', Icon: IconBrandInstagram, color: '#c1357b' },
  facebook: { label: 'Facebook', Icon: IconBrandFacebook, color: '#1b63c6' },
  bluesky: { label: 'Bluesky', Icon: IconBrandBluesky, color: '#1160c4' },
  mastodon: { label: 'Mastodon', Icon: IconBrandMastodon, color: '#563acc' },
  telegram: { label: 'Telegram', Icon: IconBrandTelegram, color: '#1f77a8' },
};

export function networkOf(kind: string): Network {
  return NETWORKS[kind] ?? { label: kind ? kind[0]!.toUpperCase() + kind.slice(1) : 'Channel', Icon: IconWorld, color: '#5b6678' };
}

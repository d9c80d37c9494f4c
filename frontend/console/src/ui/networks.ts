import { t } from '@lingui/core/macro';
import {
  IconBrandBluesky, IconBrandFacebook, IconBrandInstagram, IconBrandLine, IconBrandLinkedin, IconBrandMastodon, IconBrandMatrix, IconBrandSlack,
  IconBrandTelegram, IconBrandWhatsapp, IconBrandWordpress, IconBrandX, IconBrandYoutube, IconDeviceMobileMessage, IconForms, IconMail, IconMessageCircle,
  IconMessages, IconPhone, IconPlugConnected, IconRss, IconWorld, type Icon,
} from '@tabler/icons-react';

export interface Network {
  label: string;
  Icon: Icon;
  color: string;
}
/** How a network or a kind of channel looks; the only place for the colours of brands. What is not listed shows as a globe. */
const NETWORKS: Record<string, Network> = {
  email: { get label() { return t`E-mail`; }, Icon: IconMail, color: '#5b6678' },
  webform: { get label() { return t`Web form`; }, Icon: IconForms, color: '#6a4fc4' },
  widget: { get label() { return t`Website chat`; }, Icon: IconMessageCircle, color: '#3f60dc' },
  apichannel: { label: 'API', Icon: IconPlugConnected, color: '#5b6678' },
  phone: { get label() { return t`Phone`; }, Icon: IconPhone, color: '#5b6678' },
  whatsapp: { label: 'WhatsApp', Icon: IconBrandWhatsapp, color: '#1c8f4d' },
  instagram: { label: 'Instagram', Icon: IconBrandInstagram, color: '#c1357b' },
  facebook: { label: 'Facebook', Icon: IconBrandFacebook, color: '#1b63c6' },
  bluesky: { label: 'Bluesky', Icon: IconBrandBluesky, color: '#1160c4' },
  mastodon: { label: 'Mastodon', Icon: IconBrandMastodon, color: '#563acc' },
  sms: { label: 'SMS', Icon: IconDeviceMobileMessage, color: '#0f766e' },
  line: { label: 'LINE', Icon: IconBrandLine, color: '#17803d' },
  slack: { label: 'Slack', Icon: IconBrandSlack, color: '#611f69' },
  matrix: { label: 'Matrix', Icon: IconBrandMatrix, color: '#2b3139' },
  x: { label: 'X', Icon: IconBrandX, color: '#1c1f23' },
  youtube: { label: 'YouTube', Icon: IconBrandYoutube, color: '#c4302b' },
  linkedin: { label: 'LinkedIn', Icon: IconBrandLinkedin, color: '#0a66a8' },
  discourse: { label: 'Discourse', Icon: IconMessages, color: '#7a5c12' },
  wordpress: { label: 'WordPress', Icon: IconBrandWordpress, color: '#21618a' },
  feed: { get label() { return t`Feed`; }, Icon: IconRss, color: '#b4530f' },
  telegram: { label: 'Telegram', Icon: IconBrandTelegram, color: '#1f77a8' },
};

/** Handles that mean something in one place only name it: `slack:T0123`, `discourse:community.example`. */
export function networkOf(scoped: string): Network {
  const kind = scoped.split(':', 1)[0]!;
  return NETWORKS[kind] ?? { label: kind ? kind[0]!.toUpperCase() + kind.slice(1) : t`Channel`, Icon: IconWorld, color: '#5b6678' };
}

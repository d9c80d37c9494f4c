import { IconAlarm, IconAlertTriangle, IconAt, IconBellRinging, IconBolt, IconEye, IconMessage, IconMessageCircleUp, IconMoodSad, IconPhoneCall, IconUserCheck, type Icon } from '@tabler/icons-react';

/** A sign for each kind; what the machine says about itself has the bell. */
export const SIGNS: Record<string, Icon> = {
  mention: IconAt,
  team_mention: IconAt,
  assigned: IconUserCheck,
  customer_replied: IconMessage,
  followed_changed: IconEye,
  sla_warning: IconAlarm,
  sla_breach: IconAlertTriangle,
  offer: IconMessageCircleUp,
  page: IconPhoneCall,
  rule: IconBolt,
  reminder: IconBellRinging,
  survey_bad: IconMoodSad,
};

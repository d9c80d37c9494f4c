import { IconBug, IconCoin, IconCrown, IconFilter, IconFlag, IconFlame, IconHeart, IconHourglass, IconPackage, IconStar, IconTool, IconWorld, type Icon } from '@tabler/icons-react';

/** What may stand before the name of a saved view; the name is what the server keeps. */
export const VIEW_ICONS = { filter: IconFilter, star: IconStar, flag: IconFlag, flame: IconFlame, hourglass: IconHourglass, coin: IconCoin, package: IconPackage, tool: IconTool, bug: IconBug, crown: IconCrown, heart: IconHeart, world: IconWorld } satisfies Record<string, Icon>;
export type ViewIcon = keyof typeof VIEW_ICONS;
export const viewIcon = (name: string): Icon => VIEW_ICONS[name as ViewIcon] ?? IconFilter;

import { t } from '@lingui/core/macro';
import { createTheme, type MantineColorsTuple } from '@mantine/core';

// One brand hue; amber and red are kept for promises that are at risk or broken.
const brand: MantineColorsTuple = ['#eef2ff', '#dfe6fe', '#c3cffc', '#a2b4f9', '#7f97f3', '#5f7cea', '#3f60dc', '#3450bf', '#2c4499', '#253876'];
// The library's red is too light to carry white words: a button that takes away for good must be read.
const red: MantineColorsTuple = ['#fff5f5', '#ffe3e3', '#ffc9c9', '#ffa8a8', '#ff8787', '#ff6b6b', '#c92a2a', '#b32525', '#9e2020', '#8c1c1c'];
// Slate in place of the library's brownish greys, so that every component stands on the same neutrals as global.css.
const dark: MantineColorsTuple = ['#e9ecf2', '#b4bdcb', '#929dae', '#657084', '#384252', '#2a323e', '#1a1f28', '#13171e', '#0f1318', '#0d1015'];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 6 },
  colors: { brand, dark, red },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Plain objects: naming the components themselves would load every one of them with the first screen.
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Button: { defaultProps: { size: 'xs' } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 } } },
    Kbd: { defaultProps: { size: 'xs' } },
    // The focus placeholder is a nameless child that a menu may not have.
    Menu: { defaultProps: { shadow: 'md', width: 220, position: 'bottom-end', withInitialFocusPlaceholder: false, transitionProps: { duration: 0 } } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, closeButtonProps: { get 'aria-label'() { return t`Close`; } } } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs', hideControls: true } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 0 } },
    Select: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 12 } },
  },
});

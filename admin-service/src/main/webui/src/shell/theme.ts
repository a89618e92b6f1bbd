import {
  convertCssVariables,
  createTheme,
  defaultCssVariablesResolver,
  Drawer,
  mergeMantineTheme,
  DEFAULT_THEME,
  Modal,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

/** The one accent: ice, from what lies on paper to what is read on it. */
const ice: MantineColorsTuple = [
  '#eef7fb',
  '#dceef6',
  '#b9deec',
  '#8ccfea',
  '#5fb4d6',
  '#3a9bc3',
  '#2584ae',
  '#1d6f94',
  '#175a79',
  '#10445c',
];

/** Ink on paper, and paper on ink: the first is lightest. */
const dark: MantineColorsTuple = [
  '#e4ecf0',
  '#c3cfd6',
  '#93a3ad',
  '#7c8d98',
  '#33424b',
  '#27343c',
  '#1a262d',
  '#141e24',
  '#0f171c',
  '#0a1014',
];

const alarm: MantineColorsTuple = [
  '#fdf1ec',
  '#f8ddd2',
  '#f0bfae',
  '#f0a080',
  '#de7f5b',
  '#cc6640',
  '#b5502b',
  '#9a3b1f',
  '#7d2f18',
  '#5f2412',
];

/**
 * How the console looks. Nothing here may make Mantine write a style element: the content security
 * policy allows style sheets of this server alone.
 */
export const theme = createTheme({
  primaryColor: 'ice',
  // The same in both schemes: white is read on it.
  primaryShade: 7,
  colors: { ice, dark, alarm, red: alarm },
  black: '#16222b',
  white: '#ffffff',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '600' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        removeScrollProps: { enabled: false },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontSize: '1.125rem', fontWeight: 600 } },
    }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, removeScrollProps: { enabled: false } } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } },
    }),
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: { '--mantine-heading-line-height': '1.25' },
  light: {
    '--mantine-color-body': '#fbfcfb',
    '--mantine-color-text': '#16222b',
    '--mantine-color-dimmed': '#56646e',
    '--mantine-color-default-border': '#d6dee2',
    '--mantine-color-error': '#9a3b1f',
    '--mantine-color-placeholder': '#66747e',
    '--floe-surface': '#ffffff',
    '--floe-line': '#d6dee2',
    '--floe-wash': '#e9f3f8',
    '--floe-ice': '#1d6f94',
    '--floe-floe': '#7cc4e0',
    '--floe-alarm': '#9a3b1f',
    '--floe-good': '#1f6b4f',
  },
  dark: {
    '--mantine-color-body': '#0f171c',
    '--mantine-color-text': '#e4ecf0',
    '--mantine-color-dimmed': '#93a3ad',
    '--mantine-color-default-border': '#33424b',
    '--mantine-color-anchor': '#8ccfea',
    '--mantine-color-error': '#f0a080',
    '--mantine-color-placeholder': '#8797a1',
    '--floe-surface': '#141e24',
    '--floe-line': '#27343c',
    '--floe-wash': '#1a2b34',
    '--floe-ice': '#8ccfea',
    '--floe-floe': '#5fb4d6',
    '--floe-alarm': '#f0a080',
    '--floe-good': '#7fd0ae',
  },
});

/** The variables of the theme as a style sheet that is made, not written into the document. */
export function adoptVariables(): void {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const own = variables(merged);
  const css = convertCssVariables(
    {
      variables: { ...base.variables, ...own.variables },
      light: { ...base.light, ...own.light },
      dark: { ...base.dark, ...own.dark },
    },
    ':root',
  );
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

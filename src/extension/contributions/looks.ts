/** Colours and icons that VS Code has none for, declared once. */

interface ColourDeclaration {
  description: string;
  /** By kind of theme; each can be told from its side bar (WCAG 2.2, 1.4.11: 3 to 1). */
  dark: string;
  light: string;
  highContrast: string;
  highContrastLight: string;
}

export const colours = {
  'openBanking.production': {
    description: 'The shield of a bank in production.',
    dark: '#ffc266',
    light: '#a24e00',
    highContrast: '#ffb454',
    highContrastLight: '#8a4000',
  },
  'openBanking.waiting': {
    description: 'What waits for somebody, a consent for its customer.',
    dark: '#f2e05c',
    light: '#7d6400',
    highContrast: '#ffe04d',
    highContrastLight: '#6b5600',
  },
} as const satisfies Record<string, ColourDeclaration>;
export type ColourName = keyof typeof colours;

/** The font has a character for each. It was made of `media/bank.svg` by svg2ttf and ttf2woff. */
export const icons = {
  'open-banking-bank': { description: 'A bank', character: '\\E001' },
} as const;
export const iconFont = './media/icons.woff';
export const bankIcon: keyof typeof icons = 'open-banking-bank';

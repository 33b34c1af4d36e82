/** The controls of the pages. They are the toolkit's, which is named here and nowhere else: its successor is a change of this file. */
import {
  Dropdown,
  provideVSCodeDesignSystem,
  TextArea,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { add, type Child, dress, element } from './element.ts';
import { icon } from './icons.ts';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

type Look = 'primary' | 'secondary' | 'icon';

function control(tag: string, given: Parameters<typeof dress>[1], ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  dress(made, given);
  add(made, children);
  return made;
}

export function button(label: string, press: () => void, look: Look = 'secondary'): HTMLElement {
  return control('vscode-button', { attributes: { appearance: look }, on: { click: press } }, label);
}

/** A control with a value that the page may set without being told of it. */
export interface Field<Value> {
  element: HTMLElement;
  value: Value;
}

export function checkbox(label: string, change: (checked: boolean) => void): Field<boolean> {
  const made = control('vscode-checkbox', {}, label);
  let quiet = false;
  const read = (): boolean => Reflect.get(made, 'checked') === true;
  made.addEventListener('change', () => {
    if (!quiet) change(read());
  });
  return {
    element: made,
    get value() {
      return read();
    },
    set value(checked) {
      quiet = true;
      Reflect.set(made, 'checked', checked);
      quiet = false;
    },
  };
}

/**
 * One line to type in.
 * @param change called at each change of the text
 * @param given.secret what is typed does not show, and no browser remembers it
 */
export function textField(
  label: string,
  change: (text: string) => void,
  { placeholder, size, secret = false }: { placeholder?: string; size?: number; secret?: boolean } = {},
): Field<string> {
  // The toolkit names the field after its contents, which the style sheet does not show.
  const made = control(
    'vscode-text-field',
    { attributes: { placeholder, size, ...(secret && { type: 'password', autocomplete: 'off' }) } },
    label,
  );
  made.addEventListener('input', () => {
    if (made instanceof TextField) change(made.value);
  });
  return {
    element: made,
    get value() {
      return made instanceof TextField ? made.value : '';
    },
    set value(text) {
      if (made instanceof TextField && made.value !== text) made.value = text;
    },
  };
}

export interface Choice {
  value: string;
  label: string;
}

/** A list that one is chosen from; its choices can be given anew. */
export interface ChoiceField extends Field<string> {
  choices(given: readonly Choice[]): void;
}

export function dropdown(label: string, given: readonly Choice[], change: (value: string) => void): ChoiceField {
  const made = control('vscode-dropdown', { attributes: { 'aria-label': label } });
  let wanted = given[0]?.value ?? '';
  const apply = (): void => {
    if (made instanceof Dropdown && made.value !== wanted) made.value = wanted;
  };
  // A dropdown that was just made, or given choices, takes its first one a moment later.
  const show = (): void => {
    apply();
    setTimeout(apply);
  };
  made.addEventListener('change', () => {
    if (!(made instanceof Dropdown) || made.value === wanted) return;
    wanted = made.value;
    change(wanted);
  });
  const field: ChoiceField = {
    element: made,
    get value() {
      return wanted;
    },
    set value(value) {
      wanted = value;
      show();
    },
    choices(choices) {
      made.replaceChildren(
        ...choices.map(({ value, label: text }) => control('vscode-option', { attributes: { value } }, text)),
      );
      show();
    },
  };
  field.choices(given);
  return field;
}

/** How the page writes a day like 2026-01-31, and reads one that was typed in. */
export interface DayWords {
  write(day: string): string;
  /** Undefined for what is no day. */
  read(text: string): string | undefined;
  /** What to do about that. */
  wrong: string;
}

/**
 * A day of the calendar, as 2026-01-31; empty for none. It is typed in, in the form that the page has for days, or taken from the browser's own
 * calendar, whose field writes days in the browser's form and is therefore not shown.
 */
export function dayField(label: string, words: DayWords, change: (day: string) => void): Field<string> {
  const settle = (day: string): void => {
    typed.value = day && words.write(day);
    calendar.value = day;
    typed.setAttribute('aria-invalid', 'false');
    typed.title = '';
  };
  const take = (day: string | undefined): void => {
    if (day === undefined) {
      typed.setAttribute('aria-invalid', 'true');
      typed.title = words.wrong;
      return;
    }
    settle(day);
    change(day);
  };
  const typed = element('input', {
    class: 'typed',
    attributes: { type: 'text', size: lengthOfDay(words), 'aria-label': label, placeholder: words.write('2026-01-31') },
    on: { change: () => take(typed.value.trim() === '' ? '' : words.read(typed.value)) },
  });
  const calendar = element('input', {
    class: 'calendar',
    attributes: { type: 'date', tabindex: -1, 'aria-hidden': 'true', min: '1900-01-01', max: '9999-12-31' },
    // The field itself is not seen: whoever chose goes on in the one that is.
    on: {
      change: () => {
        take(calendar.value);
        typed.focus();
      },
      keydown: () => typed.focus(),
    },
  });
  return {
    element: element('span', { class: 'day' }, typed, icon('calendar'), calendar),
    get value() {
      return calendar.value;
    },
    set value(day) {
      // What is being typed stays; what is no day goes with the filter.
      if (day !== calendar.value || document.activeElement !== typed) settle(day);
    },
  };
}

/** Characters of the longest day. */
const lengthOfDay = (words: DayWords): number =>
  // The longest names of months, and two figures for the day.
  Math.max(
    ...Array.from({ length: 12 }, (_, month) => words.write(`2026-${`${month + 1}`.padStart(2, '0')}-28`).length),
  );

export function progressRing(): HTMLElement {
  return control('vscode-progress-ring', { attributes: { 'aria-hidden': true } });
}

/** Several lines to type in. The label is for screen readers; `placeholder` shows while it is empty. */
export function textArea(
  label: string,
  { placeholder, rows }: { placeholder?: string; rows?: number } = {},
): Field<string> {
  // The toolkit names the field after its contents, which the style sheet does not show.
  const made = control('vscode-text-area', { attributes: { placeholder, rows, resize: 'vertical' } }, label);
  return {
    element: made,
    get value() {
      return made instanceof TextArea ? made.value : '';
    },
    set value(text) {
      if (made instanceof TextArea) made.value = text;
    },
  };
}

/** The controls of the pages. They are the toolkit's, which is named here and nowhere else: its successor is a change of this file. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { add, type Child, dress } from './element.ts';

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

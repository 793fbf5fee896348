import { useState } from 'react';
import { Icon } from '../parts/icon';

const CHOSEN = 'faultline.theme';
const isDark = () =>
  (localStorage.getItem(CHOSEN) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
const apply = (dark: boolean) => {
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
};
apply(isDark());

export const ThemeSwitch = () => {
  const [dark, setDark] = useState(isDark);
  const change = () => {
    localStorage.setItem(CHOSEN, dark ? 'light' : 'dark');
    apply(!dark);
    setDark(!dark);
  };
  return (
    <button type="button" className="plain theme" onClick={change}>
      <Icon name={dark ? 'sun' : 'moon'} /> {dark ? 'Light' : 'Dark'}
    </button>
  );
};

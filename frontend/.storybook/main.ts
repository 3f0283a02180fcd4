import type { StorybookConfig } from '@storybook/react-vite';

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.stories.tsx'],
  addons: ['@storybook/addon-a11y'],
  core: { disableTelemetry: true },
  // Stories run over the fake backend, which no build of the app may hold.
  viteFinal: (vite) => ({
    ...vite,
    plugins: vite.plugins?.flat().filter((plugin) => {
      const name = plugin && 'name' in plugin ? plugin.name : '';
      return name !== 'no-fake-in-builds' && name !== 'content-security-policy';
    }),
  }),
};

export default config;

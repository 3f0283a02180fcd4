import type { Preview } from '@storybook/react-vite';
import '../src/ui/tokens.css';
import { inFrame } from '../src/testing/story';

const preview: Preview = {
  decorators: [inFrame],
  globalTypes: {
    theme: { toolbar: { title: 'Theme', items: ['system', 'light', 'dark'], dynamicTitle: true } },
  },
  initialGlobals: { theme: 'system' },
  parameters: { layout: 'fullscreen' },
};

export default preview;

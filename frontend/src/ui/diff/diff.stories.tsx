import type { Meta, StoryObj } from '@storybook/react-vite';
import { noDiff, outOfSyncDiff } from '@/bridge/fake/diffs';
import { Diff } from './diff';

const meta: Meta<typeof Diff> = { title: 'Diff', component: Diff };
export default meta;

export const OutOfSync: StoryObj<typeof Diff> = { args: { result: outOfSyncDiff } };
export const FoldedToTheFirst: StoryObj<typeof Diff> = { args: { result: outOfSyncDiff, open: 1 } };
export const NothingDiffers: StoryObj<typeof Diff> = { args: { result: noDiff('live', 'Git') } };

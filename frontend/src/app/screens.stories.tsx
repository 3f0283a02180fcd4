import type { Meta, StoryObj } from '@storybook/react-vite';
import { Window } from '@/testing/story';

/** Every area over the fake backend, in each of its states. */
const meta: Meta<typeof Window> = {
  title: 'Screens',
  component: Window,
  decorators: [(Story) => <div className="fixed inset-0 bg-canvas">{Story()}</div>],
  args: { context: 'ops1@ocean', scenario: 'full' },
};
export default meta;

type Story = StoryObj<typeof Window>;

export const Home: Story = { args: { address: '/' } };
export const HomeEmpty: Story = { args: { address: '/', scenario: 'empty' } };
export const Applications: Story = { args: { address: '/applications' } };
export const ApplicationsSignedOut: Story = { args: { address: '/applications', signedIn: false } };
export const ApplicationsEmpty: Story = { args: { address: '/applications', scenario: 'empty' } };
export const ApplicationsFailing: Story = { args: { address: '/applications', scenario: 'failing' } };
export const ApplicationsNotAllowed: Story = { args: { address: '/applications', scenario: 'forbidden' } };
export const Application: Story = { args: { address: '/applications/ocean/acme/acme-shop-prod' } };
export const ApplicationAsDeveloper: Story = {
  args: { address: '/applications/ocean/acme/acme-shop-prod', context: 'dev1@harbor' },
};
export const Releases: Story = { args: { address: '/releases', context: 'devops1@harbor' } };
export const Release: Story = {
  args: { address: '/releases/devops1@harbor/acme-dev/shop', context: 'devops1@harbor' },
};
export const Clusters: Story = { args: { address: '/clusters' } };
export const Pods: Story = { args: { address: '/clusters/dev1@harbor/pods', stir: true } };
export const Connections: Story = { args: { address: '/connections?open=vault/main' } };
export const ConnectionsEmpty: Story = { args: { address: '/connections', scenario: 'empty' } };
export const ConnectionsFailing: Story = { args: { address: '/connections?open=vault/main', scenario: 'failing' } };
export const ConnectionsSigningIn: Story = { args: { address: '/connections?signIn=git/code' } };
export const KeychainLocked: Story = { args: { address: '/connections', keychain: 'locked' } };
export const SelfDeclared: Story = { args: { address: '/', unmapped: true } };
export const Fleet: Story = { args: { address: '/fleet', context: 'devops1@harbor' } };
export const FleetNotAllowed: Story = { args: { address: '/fleet' } };
export const FleetFirst: Story = { args: { address: '/fleet', scenario: 'empty' } };
export const FleetFailing: Story = { args: { address: '/fleet', scenario: 'failing' } };
export const Audit: Story = { args: { address: '/audit' } };
export const Siem: Story = { args: { address: '/siem' } };
export const SiemInTrouble: Story = { args: { address: '/siem', siemTrouble: true } };
export const SiemEmpty: Story = { args: { address: '/siem', scenario: 'empty' } };
export const Duties: Story = { args: { address: '/duties', context: 'dev1@harbor' } };
export const DutiesExplained: Story = {
  args: {
    address: '/duties?action=argocd.application.sync&cluster=ocean&namespace=acme-prod&name=acme-shop-prod',
    context: 'dev1@harbor',
  },
};
export const DutiesFailing: Story = { args: { address: '/duties', scenario: 'failing' } };
export const ApplicationHeld: Story = { args: { address: '/applications/ocean/initech/initech-shop-prod' } };

import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState } from 'react';
import { kinds } from '@/bridge/fault';
import { CountBadge, EnvironmentBadge, Kbd } from './badges';
import { BreakGlass } from './break-glass';
import { Button } from './button';
import { CodeBlock } from './code-block';
import { Copyable, Fact, Facts } from './facts';
import { TextField, Tick } from './fields';
import { GuardedButton } from './guarded-button';
import { Empty, FaultNotice, Skeleton } from './notices';
import { OperationProgress } from './operation-progress';
import { Segments } from './segments';
import { Status } from './status';
import { Time } from './time';

const meta: Meta = { title: 'Primitives' };
export default meta;
type Story = StoryObj;

const words = [
  'Healthy',
  'Synced',
  'OutOfSync',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
  'Unknown',
  'refused',
  'succeeded',
];

export const Statuses: Story = {
  render: () => (
    <div className="flex flex-col gap-2">
      {words.map((word) => (
        <Status key={word} word={word} />
      ))}
    </div>
  ),
};

export const Buttons: Story = {
  render: () => (
    <div className="flex gap-2">
      <Button variant="primary">Deploy acme-shop-prod</Button>
      <Button>Cancel</Button>
      <Button variant="quiet">Try again</Button>
      <Button variant="danger">Delete</Button>
      <Button variant="primary" off>
        Off
      </Button>
    </div>
  ),
};

const denied = {
  allowed: false,
  rule: 'dev-only',
  reason: 'Developers change dev only',
  ask: ['Operations'],
  people: ['ops1', 'ops2'],
  held: '',
};

export const ButtonThatMayNotBePressed: Story = {
  render: () => (
    <GuardedButton decision={denied} onPress={() => undefined}>
      Deploy now
    </GuardedButton>
  ),
};

export const ButtonThatIsHeld: Story = {
  render: () => (
    <GuardedButton
      decision={{
        ...denied,
        allowed: true,
        held: 'The freeze "audit week" holds this until Fri 12 Mar 2027 17:00 UTC',
      }}
      onPress={() => undefined}
    >
      Deploy now
    </GuardedButton>
  ),
};

export const BreakingGlass: Story = {
  render: () => (
    <BreakGlass
      name="acme-shop-prod"
      button="Deploy acme-shop-prod at v1.4.2"
      onRun={() => undefined}
      onBack={() => undefined}
    />
  ),
};

export const Badges: Story = {
  render: () => (
    <div className="flex items-center gap-2">
      <EnvironmentBadge name="dev" />
      <EnvironmentBadge name="stage" />
      <EnvironmentBadge name="prod" />
      <CountBadge>4</CountBadge>
      <Kbd>Ctrl K</Kbd>
      <Time at={new Date(Date.now() - 200_000).toISOString()} ago />
    </div>
  ),
};

export const Faults: Story = {
  render: () => (
    <div className="flex flex-col gap-3">
      {kinds.map((kind) => (
        <FaultNotice
          key={kind}
          compact
          fault={{ kind, detail: 'harbor did not answer within 5 s. Check the VPN' }}
          onRetry={() => undefined}
        />
      ))}
    </div>
  ),
};

export const Waiting: Story = { render: () => <Skeleton rows={6} /> };

export const NothingThere: Story = {
  render: () => (
    <Empty title="No releases in harbor" action={<Button>Look elsewhere</Button>}>
      Helm keeps its releases in the cluster; this one has none that you may see.
    </Empty>
  ),
};

export const FactsAndCode: Story = {
  render: () => (
    <div className="flex max-w-md flex-col gap-4">
      <Facts>
        <Fact name="Follows">
          <Copyable text="v1.4.2" />
        </Fact>
        <Fact name="Cluster">ocean</Fact>
      </Facts>
      <CodeBlock name="Values" text={'replicas: 3\ningress:\n  host: shop.example.test\n'} />
    </div>
  ),
};

function Form() {
  const [ticked, setTicked] = useState(false);
  const [kind, setKind] = useState<'given' | 'merged'>('given');
  return (
    <div className="flex max-w-sm flex-col gap-4">
      <TextField label="Login" hint="As the directory knows you" defaultValue="ops1" />
      <TextField label="Password" type="password" problem="Argo CD refused it" />
      <Tick label="Prune" hint="Delete objects that are no longer in Git" checked={ticked} onChange={setTicked} />
      <Segments
        label="Which values"
        value={kind}
        onChange={setKind}
        options={[
          { id: 'given', title: 'Given' },
          { id: 'merged', title: 'Merged with the chart' },
        ]}
      />
    </div>
  );
}
export const Fields: Story = { render: () => <Form /> };

const running = {
  id: 'OP1',
  seq: 4,
  action: 'argocd.application.sync',
  title: 'Sync an application',
  target: 'acme-shop-prod in ocean/acme-prod',
  person: 'ops1',
  state: 'running',
  step: {
    phase: 'waiting for health',
    done: 6,
    total: 8,
    detail: 'Deployment shop-api: 2 of 3 replicas are available',
  },
  outcome: '',
  emergency: '',
  started: new Date().toISOString(),
  ended: '',
};

export const Progress: Story = {
  render: () => (
    <div className="flex max-w-lg flex-col gap-6">
      <OperationProgress status={running} onCancel={() => undefined} />
      <OperationProgress status={{ ...running, state: 'succeeded', outcome: 'acme-shop-prod is deployed at v1.4.2' }} />
      <OperationProgress
        status={{ ...running, state: 'failed', fault: { kind: 'conflict', detail: 'The revision moved meanwhile' } }}
      />
    </div>
  ),
};

import { EditorView } from '@codemirror/view';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fleetText } from '@/bridge/fake/fleet';
import { openWindow } from '@/testing/app';

/** The editor on the page, once it is there. */
async function editor(): Promise<EditorView> {
  const content = await screen.findByRole('textbox', { name: 'sluice.yaml' });
  const view = EditorView.findFromDOM(content);
  if (!view) throw new Error('there is no editor');
  return view;
}

const append = (view: EditorView, text: string) =>
  view.dispatch({ changes: { from: view.state.doc.length, insert: text } });

describe('the fleet file', () => {
  it('is changed with its difference first, and is in force afterwards', async () => {
    const { world, user } = openWindow('/fleet', { context: 'devops1@harbor' });
    append(await editor(), '# Otto joins in May\n');
    const save = await screen.findByRole('button', { name: 'Review and save' });
    await waitFor(() => expect(save).not.toHaveAttribute('aria-disabled'));
    await user.click(save);
    const sheet = await screen.findByRole('dialog', { name: 'Save sluice.yaml' });
    expect(await within(sheet).findByText('# Otto joins in May')).toBeInTheDocument();
    await user.click(within(sheet).getByRole('button', { name: 'Save sluice.yaml' }));
    expect(await within(sheet).findByText(/saved and in force/)).toBeInTheDocument();
    expect(world.fleet.text).toBe(`${fleetText}# Otto joins in May\n`);
    expect(world.fleet.previous).toBe(fleetText);
    expect(world.events[0]).toMatchObject({ action: 'fleet.write', outcome: 'succeeded', person: 'devops1' });
  });

  it('with a problem is not saved, and a press goes to its line', async () => {
    const { user } = openWindow('/fleet', { context: 'devops1@harbor' });
    const view = await editor();
    append(view, 'colour: blue\n');
    const problems = await screen.findByRole('region', { name: 'Problems' });
    await user.click(within(problems).getByRole('button', { name: /no key "colour"/ }));
    expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe('colour: blue');
    expect(screen.getByRole('button', { name: 'Review and save' })).toHaveAccessibleDescription('There is a problem');
  });

  it('keeps what is being written while one looks something up elsewhere', async () => {
    const { router } = openWindow('/fleet', { context: 'devops1@harbor' });
    append(await editor(), '# not done\n');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Discard changes' })).toBeInTheDocument());
    await router.navigate({ to: '/duties', search: {} });
    await screen.findByRole('heading', { name: 'Duties' });
    await router.navigate({ to: '/fleet' });
    expect((await editor()).state.doc.toString()).toMatch(/# not done\n$/);
  });

  it('that somebody else has changed meanwhile is not written over', async () => {
    const { world, user } = openWindow('/fleet', { context: 'devops1@harbor' });
    append(await editor(), '# mine\n');
    await screen.findByRole('button', { name: 'Discard changes' });
    world.fleet.save(`${fleetText}# theirs\n`);
    world.announce('fleet');
    await user.click(await screen.findByRole('button', { name: 'Keep my text' }));
    await user.click(screen.getByRole('button', { name: 'Discard changes' }));
    expect((await editor()).state.doc.toString()).toMatch(/# theirs\n$/);
  });

  it('is followed again once what one wrote is saved or taken back', async () => {
    const { world, user } = openWindow('/fleet', { context: 'devops1@harbor' });
    append(await editor(), '# mine\n');
    await user.click(await screen.findByRole('button', { name: 'Discard changes' }));
    await waitFor(async () => expect((await editor()).state.doc.toString()).toBe(fleetText));
    world.fleet.save(`${fleetText}# theirs\n`);
    world.announce('fleet');
    await waitFor(async () => expect((await editor()).state.doc.toString()).toMatch(/# theirs\n$/));
    expect(screen.queryByRole('button', { name: 'Keep my text' })).not.toBeInTheDocument();
  });

  it('is read only for those who may not change it, with the reason', async () => {
    openWindow('/fleet', { context: 'ops1@ocean' });
    expect(await screen.findByText(/^Read only: .*Ask DevOps or Platform/)).toBeInTheDocument();
    await waitFor(async () => expect((await editor()).state.readOnly).toBe(true));
    (await editor()).contentDOM.focus();
    expect((await editor()).contentDOM).toHaveFocus();
  });

  it('that comes from Git is read only, and says where it is changed', async () => {
    const { world } = openWindow('/fleet', { context: 'devops1@harbor' });
    world.fleet.git = true;
    expect(await screen.findByText(/comes from Git, so it is changed there/)).toBeInTheDocument();
    expect(screen.getByText('9f2c1e7a')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Review and save' })).not.toBeInTheDocument();
    await waitFor(async () => expect((await editor()).state.readOnly).toBe(true));
  });
});

describe('without a fleet', () => {
  it('one is proposed from the contexts, looked at, and written', async () => {
    const { world, user } = openWindow('/fleet', { scenario: 'empty', context: 'dev1@harbor' });
    const clusters = await screen.findByRole('table', { name: 'Clusters' });
    expect(within(clusters).getByText('"prod" in its name says so')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Propose a fleet file' }));
    expect((await editor()).state.doc.toString()).toContain('name: my fleet');
    const save = await screen.findByRole('button', { name: 'Review and save' });
    await waitFor(() => expect(save).not.toHaveAttribute('aria-disabled'));
    await user.click(save);
    const sheet = await screen.findByRole('dialog', { name: 'Write sluice.yaml' });
    const write = within(sheet).getByRole('button', { name: 'Write sluice.yaml' });
    await waitFor(() => expect(write).not.toHaveAttribute('aria-disabled'));
    await user.click(write);
    expect(await within(sheet).findByText(/The fleet file is at/)).toBeInTheDocument();
    expect(world.fleet.text).toContain('name: my fleet');
  });

  it('home leads there', async () => {
    openWindow('/', { scenario: 'empty', context: 'dev1@harbor' });
    const link = await screen.findByRole('link', { name: 'Propose one from your contexts' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/fleet'));
  });
});

describe('a context that nobody named', () => {
  it('is classified on this computer, and that is taken back', async () => {
    const { world, user } = openWindow('/clusters?context=legacy%40quay', { context: 'ops1@ocean' });
    await user.click(await screen.findByRole('button', { name: 'Classify' }));
    const sheet = await screen.findByRole('dialog', { name: 'Classify quay' });
    await user.click(within(sheet).getByRole('radio', { name: 'Stage' }));
    const call = within(sheet).getByRole('button', { name: 'Call * stage' });
    await waitFor(() => expect(call).not.toHaveAttribute('aria-disabled'));
    await user.click(call);
    await waitFor(() => expect(world.fleet.own).toMatchObject([{ namespaces: '*', tier: 'stage' }]));
    await user.click(await within(sheet).findByRole('button', { name: 'Close', description: '' }));
    const back = await screen.findByRole('button', { name: 'Take back *' });
    expect(screen.getAllByText('stage (own)').length).toBeGreaterThan(0);
    await user.click(back);
    await waitFor(() => expect(world.fleet.own).toEqual([]));
  });
});

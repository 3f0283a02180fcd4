import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

describe('every area says what is the matter and what to do', () => {
  it.each([
    ['/applications', 'full', 'acme-shop-prod'],
    ['/applications', 'empty', 'No applications'],
    ['/applications', 'failing', /did not answer within 5 s/],
    ['/applications', 'forbidden', /does not let dev1 list these objects/],
    ['/releases', 'full', 'acme-stage'],
    ['/releases', 'empty', 'No releases in harbor'],
    ['/releases', 'failing', /did not answer within 5 s/],
    ['/releases', 'forbidden', 'Not allowed'],
    ['/clusters', 'full', 'ops1@ocean'],
    ['/clusters', 'empty', /There is no kubeconfig at/],
    ['/clusters/dev1@harbor/pods', 'full', '300'],
    ['/clusters/dev1@harbor/pods', 'empty', 'No pods'],
    ['/clusters/dev1@harbor/pods', 'forbidden', /Ask Platform for read access/],
    ['/connections', 'full', 'Ends soon'],
    ['/connections', 'empty', 'No connections'],
    ['/connections', 'failing', 'Unreachable'],
    ['/connections', 'forbidden', 'Somebody else'],
    ['/fleet', 'full', 'In force: harbor and ocean'],
    ['/fleet', 'empty', 'You have no fleet yet'],
    ['/fleet', 'failing', 'No answer'],
    ['/audit', 'full', 'globex-billing-stage'],
    ['/audit', 'empty', 'The journal is empty'],
    ['/audit', 'failing', 'No answer'],
    ['/siem', 'full', 'Has all records'],
    ['/siem', 'empty', 'The fleet file names no SIEM'],
    ['/siem', 'failing', 'No answer'],
    ['/duties', 'full', 'argocd.application.sync'],
    ['/duties', 'failing', /did not answer within 5 s/],
    ['/duties?action=argocd.application.sync&environment=prod', 'full', 'Developer may not'],
    ['/', 'full', 'Auto-sync left on'],
    ['/', 'empty', 'No applications yet'],
    ['/', 'failing', 'Who you are'],
    ['/nowhere', 'full', 'There is no such place'],
  ] as const)('%s %s', async (address, scenario, text) => {
    openWindow(address, { scenario, context: 'dev1@harbor' });
    await waitFor(() => expect(screen.queryAllByText(text).length).toBeGreaterThan(0));
  });
});
